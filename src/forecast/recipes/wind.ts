import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { openFarmCurve } from '../physical/farm-curve.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { farmFrom } from './farm-fit.ts';
import { type FeatureGroup, joinGroups } from './feature-group.ts';
import { openShapesOfDay } from './newest-power.ts';
import { perOrigin } from './per-origin.ts';
import { seasonFeatures } from './season-features.ts';
import { type WindSeries, windSeriesIn } from './weather-features.ts';
import { otherWindFeatures, ownWindFeatures } from './wind-features.ts';
import { openNewestWind, type PlainPower } from './wind-newest.ts';

/** Shares of the rating that part the regimes of calibration: calm, cut-in, slope, rated. */
const regimeEdges = [0.05, 0.2, 0.5] as const;
/** Calibration of the next hours tells this many parts of the horizon apart. */
const leadParts = 4;

/**
 * Wind power from a weather forecast: wind over the site at every height there is and around the slot
 * in time, wind over other places, hour and season. Its plain forecast is a usual farm's curve,
 * or the mean of a week where no wind is foreseen: the plant's own, which the card tells, left learners
 * with less to bend and no better blend.
 */
export const windFromWeather: Recipe = {
  id: 'wind-from-weather',
  fit: farmFrom,
  open: openWind,
};

/** Wind power of the next hours: the same, moved to where the newest readings stand. */
export function windUltraShort({ steps }: { readonly steps: number }): Recipe {
  return {
    id: 'wind-ultra-short',
    fit: farmFrom,
    open: (view) => openWindUltraShort(view, steps),
  };
}

function openWind(view: KnownView): RowSource {
  const { facts } = view;
  const winds = windSeriesIn(view.foreseen);
  const features = joinGroups(weatherGroups(view, winds));
  const plain = openPlainPower(view, winds);
  return {
    names: features.names,
    linear: features.linear,
    groups: 1,
    regimes: regimeEdges.length + 1,
    write: (origin, slot, draft) => {
      features.write(origin, slot, draft.features, 0);
      draft.base = plain(origin, slot);
      draft.regime = regimeEdges.filter((edge) => draft.base >= edge * facts.capacity).length;
    },
  };
}

function openWindUltraShort(view: KnownView, steps: number): RowSource {
  const winds = windSeriesIn(view.foreseen);
  const newest = openNewestWind(view, openPlainPower(view, winds));
  const features = joinGroups([newest.group, ...weatherGroups(view, winds)]);
  return {
    names: features.names,
    linear: features.linear,
    groups: steps,
    regimes: leadParts,
    write: (origin, slot, draft) => {
      features.write(origin, slot, draft.features, 0);
      const step = Math.min(steps, slot - origin.knownThrough);
      draft.base = newest.base(origin, slot);
      draft.group = step - 1;
      draft.regime = Math.floor(((step - 1) * leadParts) / steps);
    },
  };
}

function weatherGroups(view: KnownView, winds: readonly WindSeries[]): readonly FeatureGroup[] {
  const { facts } = view;
  const slotsPerHour = Math.max(1, Math.round(hourMs / facts.slots.slotMs));
  const own = winds.filter(({ place }) => place === undefined);
  return [
    ...ownWindFeatures(own, slotsPerHour),
    ...otherWindFeatures(own[0], highestOfPlaces(winds), slotsPerHour),
    seasonFeatures(facts),
  ];
}

/** A usual farm in the highest wind over the site; wind knows no time of day, so else a week's mean. */
function openPlainPower(view: KnownView, winds: readonly WindSeries[]): PlainPower {
  const hub = winds.find(({ place }) => place === undefined);
  const curve = openFarmCurve();
  const shapesAt = openShapesOfDay(view);
  const week = perOrigin(1, (origin, into) => {
    into[0] = meanKnown(shapesAt(origin).mean7);
  });
  return (origin, slot) => {
    const ratio = curve(hub?.speedMps(slot) ?? Number.NaN);
    return Number.isNaN(ratio) ? (week(origin)[0] ?? Number.NaN) : ratio * view.facts.capacity;
  };
}

function meanKnown(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The highest wind over each other place. */
function highestOfPlaces(winds: readonly WindSeries[]): readonly WindSeries[] {
  const places = new Map<string, WindSeries>();
  for (const wind of winds) {
    if (wind.place !== undefined && !places.has(wind.place)) places.set(wind.place, wind);
  }
  return [...places.values()];
}
