import type { Calibration } from '../calibrate/conformal.ts';
import { applyCalibration } from '../calibrate/conformal.ts';
import { sortRows } from '../learn/pinball.ts';
import type { RowTable } from './row-table.ts';

/** Weighted mean of the members' quantiles, level by level, into `out`; sorted row by row. */
export function blendRows(
  members: readonly Float64Array[],
  weights: ArrayLike<number>,
  { out, width }: { readonly out: Float64Array; readonly width: number },
): void {
  out.fill(0);
  for (let member = 0; member < members.length; member += 1) {
    const weight = weights[member] as number;
    const values = members[member] as Float64Array;
    if (weight === 0) continue;
    for (let at = 0; at < out.length; at += 1) {
      out[at] = (out[at] as number) + weight * (values[at] as number);
    }
  }
  sortRows(out, width);
}

/** Calibrates blended quantiles, keeps them in their order and within the bounds of each row. */
export function finishRows(
  calibration: Calibration,
  table: RowTable,
  quantiles: Float64Array,
): void {
  const width = calibration.levels.length;
  applyCalibration(calibration, quantiles, table.regime);
  sortRows(quantiles, width);
  clipRows(quantiles, table, width);
}

/** Keeps every quantile of a row within the row's bounds. */
export function clipRows(
  quantiles: Float64Array,
  { low, high }: Pick<RowTable, 'low' | 'high'>,
  width: number,
): void {
  for (let at = 0; at < quantiles.length; at += 1) {
    const row = Math.floor(at / width);
    const value = Math.max(quantiles[at] as number, low[row] as number);
    quantiles[at] = Math.min(value, high[row] as number);
  }
}
