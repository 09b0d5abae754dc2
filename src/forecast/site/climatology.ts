import { hourMs } from '../../domain/instant.ts';
import { weightedQuantiles } from '../calibrate/weighted-quantiles.ts';
import { localMsOf } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';

const hours = 24;
/** Values of an hour at which what was seen weighs as much as the bounds. */
const shrinkValues = 4;

/** Quantiles of what was measured in each local hour, 24 × levels row-major: the forecast of last resort. */
export interface Climatology {
  readonly levels: readonly number[];
  readonly values: Float64Array;
}

/** Quantiles by local hour; where nothing was measured they spread evenly between the bounds. */
export function climatologyOf(frame: SeriesFrame, levels: readonly number[]): Climatology {
  const byHour: number[][] = Array.from({ length: hours }, () => []);
  frame.target.forEach((value, slot) => {
    if (Number.isFinite(value)) byHour[localHourOf(frame, slot)]?.push(value);
  });
  const values = new Float64Array(hours * levels.length);
  const weights = new Float64Array(frame.target.length).fill(1);
  byHour.forEach((seen, hour) => {
    const found = weightedQuantiles(Float64Array.from(seen), weights, levels);
    const share = seen.length / (seen.length + shrinkValues);
    levels.forEach((level, place) => {
      const even = frame.lowest + level * (frame.capacity - frame.lowest);
      const own = seen.length > 0 ? (found[place] ?? even) : even;
      values[hour * levels.length + place] = even + share * (own - even);
    });
  });
  return { levels, values };
}

/** The local hour of a slot, 0 … 23. */
export function localHourOf(
  grid: Pick<SeriesFrame, 'slots' | 'localOffsetsMs'>,
  slot: number,
): number {
  const hour = Math.floor(localMsOf(grid, slot) / hourMs) % hours;
  return hour < 0 ? hour + hours : hour;
}
