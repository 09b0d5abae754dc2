import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { openFarmCurve } from '../physical/farm-curve.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { joinGroups } from './feature-group.ts';
import { openDayShapes } from './generation-history.ts';
import { seasonFeatures } from './season-features.ts';
import { type WindSeries, windSeriesIn } from './weather-features.ts';
import { otherWindFeatures, ownWindFeatures } from './wind-features.ts';

/** Shares of the rating that part the regimes of calibration: calm, cut-in, slope, rated. */
const regimeEdges = [0.05, 0.2, 0.5] as const;

/**
 * Wind power from a weather forecast: wind over the site at every height there is and around the slot
 * in time, wind over other places, hour and season. Its plain forecast is a usual farm's curve,
 * or the mean of a week where no wind is foreseen.
 */
export const windFromWeather: Recipe = { id: 'wind-from-weather', open: openWind };

function openWind(view: KnownView): RowSource {
  const { facts } = view;
  const winds = windSeriesIn(view.foreseen);
  const own = winds.filter(({ place }) => place === undefined);
  const slotsPerHour = Math.max(1, Math.round(hourMs / facts.slots.slotMs));
  const features = joinGroups([
    ...ownWindFeatures(own, slotsPerHour),
    ...otherWindFeatures(own[0], highestOfPlaces(winds), slotsPerHour),
    seasonFeatures(facts),
  ]);
  const curve = openFarmCurve();
  const shapesAt = openDayShapes(view);
  /** Wind knows no time of day: a week's mean of all hours stands in where no speed is foreseen. */
  const usual = (origin: Origin): number => meanKnown(shapesAt(origin).mean7);
  return {
    names: features.names,
    linear: features.linear,
    groups: 1,
    regimes: regimeEdges.length + 1,
    write: (origin, slot, draft) => {
      features.write(origin, slot, draft.features, 0);
      const ratio = curve(own[0]?.speedMps(slot) ?? Number.NaN);
      draft.base = Number.isNaN(ratio) ? usual(origin) : ratio * facts.capacity;
      draft.regime = regimeEdges.filter((edge) => ratio >= edge).length;
    },
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
