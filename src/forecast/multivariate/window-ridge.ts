import { factorInPlace } from '../learn/cholesky.ts';
import { solveSideBySide } from './solve-side-by-side.ts';
import type { WindowSums } from './window-sums.ts';

/** A straight line from the known part of a window to each value of its future. */
export interface WindowRidge {
  readonly lookback: number;
  readonly horizon: number;
  /** lookback × horizon, row-major; for values relative to the mean of the known part. */
  readonly weights: Float64Array;
}

/**
 * Ridge over windows in closed form. `strength` is the penalty as a share of what a known value
 * comes to in squares over all windows, so that it means the same for every series.
 */
export function fitWindowRidge(sums: WindowSums, strength: number): WindowRidge {
  const { lookback, horizon } = sums;
  const factor = sums.gram.slice();
  let trace = 0;
  for (let i = 0; i < factor.length; i += lookback + 1) trace += factor[i] as number;
  const penalty = (strength * trace) / lookback;
  for (let i = 0; i < factor.length; i += lookback + 1) factor[i] = (factor[i] as number) + penalty;
  factorInPlace(factor, lookback);
  const weights = sums.cross.slice();
  solveSideBySide(factor, weights);
  return { lookback, horizon, weights };
}

/** Mean squared error of a ridge over the windows of some sums, without visiting the windows. */
export function meanSquaredError({ weights }: WindowRidge, sums: WindowSums): number {
  const { lookback, horizon, gram, cross, windows } = sums;
  const row = new Float64Array(horizon);
  let error = sums.energy;
  for (let i = 0; i < lookback; i += 1) {
    row.fill(0);
    for (let j = 0; j < lookback; j += 1) {
      addScaled(row, weights, { from: j * horizon, times: gram[i * lookback + j] as number });
    }
    for (let h = 0; h < horizon; h += 1) {
      const at = i * horizon + h;
      error += (weights[at] as number) * ((row[h] as number) - 2 * (cross[at] as number));
    }
  }
  return error / (windows * horizon);
}

/** Writes the forecast of the values from `start` on into `out`; `series` is read before it alone. */
export function predictWindow(
  { lookback, weights }: WindowRidge,
  series: Float64Array,
  start: number,
  out: Float64Array,
): void {
  let mean = 0;
  for (let at = start - lookback; at < start; at += 1) mean += (series[at] as number) / lookback;
  out.fill(mean);
  for (let i = 0; i < lookback; i += 1) {
    const times = (series[start - lookback + i] as number) - mean;
    addScaled(out, weights, { from: i * out.length, times });
  }
}

function addScaled(
  into: Float64Array,
  values: Float64Array,
  { from, times }: { from: number; times: number },
): void {
  for (let at = 0; at < into.length; at += 1) {
    into[at] = (into[at] as number) + times * (values[from + at] as number);
  }
}
