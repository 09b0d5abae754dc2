import { hourMs, type Instant } from '../../src/domain/instant.ts';

/** Values of one point where it was measured, at the middle of each interval. */
export interface MeasuredSeries {
  /** UTC epoch ms, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** From pairs in the order of time. */
export function seriesFrom(
  pairs: readonly (readonly [time: number, value: number])[],
): MeasuredSeries {
  return {
    times: Float64Array.from(pairs, ([time]) => time),
    values: Float64Array.from(pairs, ([, value]) => value),
  };
}

/** Longest gap that is bridged by a straight line. */
const gapMsMax = 3 * hourMs;

/**
 * Value between the measured ones in a straight line; null in a gap of more than three hours but
 * for the ends of it, which hold for `holdMs`.
 */
export function interpolated(
  { times, values }: MeasuredSeries,
  at: Instant,
  holdMs: number,
): number | null {
  const next = firstAfter(times, at);
  const rightAt = times[next] ?? Number.POSITIVE_INFINITY;
  const leftAt = times[next - 1] ?? Number.NEGATIVE_INFINITY;
  const left = values[next - 1] ?? 0;
  const right = values[next] ?? 0;
  if (rightAt - leftAt <= gapMsMax) {
    return left + ((at - leftAt) / (rightAt - leftAt)) * (right - left);
  }
  if (at - leftAt <= holdMs) return left;
  return rightAt - at <= holdMs ? right : null;
}

/** Index of the first time later than a moment. */
function firstAfter(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
