import type { KnownView } from '../frame/known-view.ts';
import { localDayOf } from '../frame/origins.ts';
import { drawEvenly } from '../learn/even-draw.ts';
import { type FittedFarm, fitFarm } from '../physical/fit-farm.ts';
import { type WindSeries, windSeriesIn } from './weather-features.ts';

/** More slots change no parameter that matters. */
const slotLimit = 8_000;

/** Winds over the site at named heights, the highest first. */
function ownWinds(winds: readonly WindSeries[]): readonly WindSeries[] {
  return winds.filter(({ place, heightM }) => place === undefined && heightM !== undefined);
}

/** The farm as all that the view knows tells it; `undefined` without foreseen wind or enough history. */
export function farmFrom(view: KnownView): FittedFarm | undefined {
  const { facts, target } = view;
  const [high, low] = ownWinds(windSeriesIn(view.foreseen));
  if (high?.heightM === undefined) return undefined;
  const isKnown = (slot: number) =>
    !Number.isNaN(target.at(slot)) && !Number.isNaN(high.speedMps(slot));
  const slots = drawEvenly(Array.from(Array(facts.slots.count).keys()).filter(isKnown), slotLimit);
  return fitFarm({
    heights: { highM: high.heightM, ...(low?.heightM !== undefined && { lowM: low.heightM }) },
    day: Int32Array.from(slots, (slot) => localDayOf(facts, slot)),
    ratio: Float64Array.from(slots, (slot) => Math.max(0, target.at(slot) / facts.capacity)),
    highMps: Float64Array.from(slots, (slot) => high.speedMps(slot)),
    lowMps: Float64Array.from(slots, (slot) => low?.speedMps(slot) ?? Number.NaN),
  });
}
