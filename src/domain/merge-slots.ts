/** From slots to longer ones: hours, or days of the county's calendar. */
import type { PointSpec } from './point.ts';
import { emptySlots, type SlotSeries } from './roll-up.ts';

export interface MergeOptions {
  readonly points: readonly PointSpec[];
  /** Length of the slots that are merged. */
  readonly slotMs: number;
  /** Ascending instants, UTC epoch ms: the longer slots lie between each and the next. */
  readonly boundaries: readonly number[];
}

/**
 * Means weighted by completeness, sums of registers, the covered share of the longer slot, and the
 * worst quality; slots in which all was invalid make it questionable. Longer slots without any slot
 * are left out, slots outside the boundaries too.
 */
export function mergeSlots(series: SlotSeries, options: MergeOptions): SlotSeries {
  const { points, boundaries } = options;
  const merged = emptySlots(points.length);
  let row = series.slotStart.findIndex((at) => at >= (boundaries[0] ?? Number.POSITIVE_INFINITY));
  if (row < 0) return merged;
  for (let index = 0; index + 1 < boundaries.length; index += 1) {
    const [start, end] = [boundaries[index] as number, boundaries[index + 1] as number];
    const first = row;
    while (row < series.slotStart.length && (series.slotStart[row] as number) < end) row += 1;
    if (row > first) pushMerged(merged, series, { first, last: row, start, end, options });
  }
  return merged;
}

interface Rows {
  readonly first: number;
  readonly last: number;
}

function pushMerged(
  merged: SlotSeries,
  series: SlotSeries,
  {
    first,
    last,
    start,
    end,
    options,
  }: Rows & { start: number; end: number; options: MergeOptions },
): void {
  const completeness = series.completeness.slice(first, last);
  const covered = completeness.reduce((sum, share) => sum + share, 0);
  merged.slotStart.push(start);
  merged.completeness.push(Math.min(1, (covered * options.slotMs) / (end - start)));
  merged.quality.push(mergedQuality(series.quality.slice(first, last)));
  merged.reasons.push(series.reasons.slice(first, last).reduce((all, mask) => all | mask, 0));
  for (const [index, { register }] of options.points.entries()) {
    const values = series.values[index]?.slice(first, last) ?? [];
    merged.values[index]?.push(register === true ? sumOf(values) : meanOf(values, completeness));
  }
}

function mergedQuality(qualities: readonly number[]): number {
  return Math.min(...qualities) === 2 ? 2 : Math.min(1, Math.max(...qualities));
}

function sumOf(values: readonly number[]): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.length === 0 ? Number.NaN : present.reduce((sum, value) => sum + value, 0);
}

function meanOf(values: readonly number[], weights: readonly number[]): number {
  let mean = Number.NaN;
  let weightSum = 0;
  for (const [index, value] of values.entries()) {
    const weight = weights[index] ?? 0;
    if (Number.isNaN(value) || weight <= 0) continue;
    weightSum += weight;
    mean = weightSum === weight ? value : mean + ((value - mean) * weight) / weightSum;
  }
  return mean;
}
