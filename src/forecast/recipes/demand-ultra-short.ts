import type { KnownView } from '../frame/known-view.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { calendarFeatures } from './calendar-features.ts';
import { weekdayFeatures } from './demand-day-ahead.ts';
import { joinGroups } from './feature-group.ts';
import { openNewestDemand } from './newest-demand.ts';

/** Calibration tells four parts of the horizon apart, and calm from restless hours. */
const leadParts = 4;
/** Mean step against days alike, as a share of the capacity, from which hours are restless. */
const restlessRatio = 0.008;

/**
 * Consumption, heat or exchange over the next hours: the curve of the last days alike, moved to where
 * the last hour stands; the move fades over the horizon. Learners add newest readings, ramps, other
 * days' curves moved in the same way, and the calendar.
 */
export function demandUltraShort({ steps }: { readonly steps: number }): Recipe {
  return { id: 'demand-ultra-short', open: (view) => openDemandUltraShort(view, steps) };
}

function openDemandUltraShort(view: KnownView, steps: number): RowSource {
  const { facts } = view;
  const newest = openNewestDemand(view);
  const features = joinGroups([newest.group, calendarFeatures(facts), weekdayFeatures(facts)]);
  return {
    names: features.names,
    linear: features.linear,
    groups: steps,
    regimes: 2 * leadParts,
    write: (origin, slot, draft) => {
      features.write(origin, slot, draft.features, 0);
      const step = Math.min(steps, slot - origin.knownThrough);
      draft.base = newest.base(origin, slot);
      draft.group = step - 1;
      const restless = newest.unrest(origin) > restlessRatio * facts.capacity;
      draft.regime = 2 * Math.floor(((step - 1) * leadParts) / steps) + Number(restless);
    },
  };
}
