import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { minuteOfDay } from './calendar-features.ts';
import { type FeatureGroup, joinGroups } from './feature-group.ts';
import { measuredRadiation } from './measured-radiation.ts';
import {
  hourShare,
  newestFeatures,
  openNewestPower,
  openShapesOfDay,
  weekShare,
} from './newest-power.ts';
import { wasNight } from './pv-day-ahead.ts';
import { shapeFeatures } from './shape-features.ts';

/** Calibration tells four parts of the horizon apart, and dim, steady and broken skies. */
const leadParts = 4;
const dimRatio = 0.05;
const brokenUnrest = 0.08;
/** Slots after which the sky's state counts half against that of the last week. */
const halfLifeSlots = 12;

/**
 * PV over the next hours: the sky's brightness, as a share of the best of 30 days at the same time,
 * stays as it is and drifts back to that of the last week. Learners add the newest readings, their
 * ramps, and radiation where its sensor is believed. Season, air pressure, temperature and humidity
 * are left out: they tell one month of a short history from another, not what clouds do next.
 */
export function pvUltraShort({ steps }: { readonly steps: number }): Recipe {
  return { id: 'pv-ultra-short', open: (view) => openPvUltraShort(view, steps) };
}

function openPvUltraShort(view: KnownView, steps: number): RowSource {
  const { facts } = view;
  const shapesAt = openShapesOfDay(view);
  const newest = openNewestPower(view, shapesAt);
  const features = joinGroups([
    newestFeatures(view, shapesAt, newest),
    shapeFeatures(shapesAt),
    ...measuredRadiation(view, shapesAt),
    hourFeature(facts),
  ]);
  const share = (origin: Origin, slot: number): number => {
    const shares = newest.shares(origin);
    const usual = shares[weekShare] ?? Number.NaN;
    const now = shares[hourShare] ?? Number.NaN;
    if (Number.isNaN(now)) return usual;
    const weight = 0.5 ** ((slot - origin.knownThrough) / halfLifeSlots);
    return Number.isNaN(usual) ? now : usual + weight * (now - usual);
  };
  return {
    names: features.names,
    linear: features.linear,
    groups: steps,
    regimes: leadParts * 3,
    write: (origin, slot, draft) => {
      const shapes = shapesAt(origin);
      const place = slot % shapes.best.length;
      const step = Math.min(steps, slot - origin.knownThrough);
      draft.group = step - 1;
      if (wasNight(shapes, slot, facts.capacity)) {
        const own = shapes.middle[place] ?? Number.NaN;
        draft.low = Math.max(facts.lowest, Number.isNaN(own) ? 0 : own);
        draft.high = draft.low;
        draft.base = draft.low;
        return;
      }
      features.write(origin, slot, draft.features, 0);
      const plain = share(origin, slot) * (shapes.best[place] ?? Number.NaN);
      draft.base = Math.min(facts.capacity, Math.max(facts.lowest, plain));
      const unrest = newest.unrest(origin);
      const sky = draft.base < dimRatio * facts.capacity ? 0 : unrest > brokenUnrest ? 2 : 1;
      draft.regime = 3 * Math.floor(((step - 1) * leadParts) / steps) + sky;
    },
  };
}

function hourFeature(facts: KnownView['facts']): FeatureGroup {
  return {
    names: ['hour'],
    linear: [],
    write: (_origin, slot, into, from) => {
      into[from] = minuteOfDay(facts, slot) / 60;
    },
  };
}
