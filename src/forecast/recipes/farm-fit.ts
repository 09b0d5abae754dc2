import type { KnownView } from '../frame/known-view.ts';
import { localDayOf } from '../frame/origins.ts';
import { type FittedFarm, fitFarm } from '../physical/fit-farm.ts';
import { type WindSeries, windSeriesIn } from './weather-features.ts';

/** More slots change no parameter that matters; they are drawn without rhythm (golden ratio). */
const slotLimit = 8_000;
const goldenRatio = 0.618_033_988_749_895;

/** Winds over the site at named heights, the highest first. */
function ownWinds(winds: readonly WindSeries[]): readonly WindSeries[] {
  return winds.filter(({ place, heightM }) => place === undefined && heightM !== undefined);
}

/** The farm as all that the view knows tells it; `undefined` without foreseen wind or enough history. */
export function farmFrom(view: KnownView): FittedFarm | undefined {
  const { facts, target } = view;
  const [high, low] = ownWinds(windSeriesIn(view.foreseen));
  if (high?.heightM === undefined) return undefined;
  const share = Math.min(1, slotLimit / facts.slots.count);
  const slots: number[] = [];
  for (let slot = 0; slot < facts.slots.count; slot += 1) {
    const drawn = share >= 1 || (slot * goldenRatio) % 1 < share;
    if (drawn && !Number.isNaN(target.at(slot)) && !Number.isNaN(high.speedMps(slot))) {
      slots.push(slot);
    }
  }
  return fitFarm({
    heights: { highM: high.heightM, ...(low?.heightM !== undefined && { lowM: low.heightM }) },
    day: Int32Array.from(slots, (slot) => localDayOf(facts, slot)),
    ratio: Float64Array.from(slots, (slot) => Math.max(0, target.at(slot) / facts.capacity)),
    highMps: Float64Array.from(slots, (slot) => high.speedMps(slot)),
    lowMps: Float64Array.from(slots, (slot) => low?.speedMps(slot) ?? Number.NaN),
  });
}
