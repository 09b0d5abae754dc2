import type { FeatureMatrix } from './feature-matrix.ts';

/** The bin of missing values; real values have the bins from 1. */
export const missingBin = 0;

/** At most this many bins of a feature, the missing one included: a bin number fits in a byte. */
export const binsMax = 255;

/**
 * Edges between the bins of a column, ascending: value v has bin 1 + (number of edges below v). With few distinct values
 * each has its own bin; otherwise the bins hold about equally many rows.
 */
export function edgesOf(column: Float32Array, bins: number): Float32Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const edgesMax = Math.min(bins, binsMax) - 2;
  const distinct = distinctOf(sorted, edgesMax + 2);
  if (distinct.length <= edgesMax + 1) {
    return Float32Array.from(distinct.slice(1), (value, place) =>
      between(distinct[place] as number, value),
    );
  }
  const edges: number[] = [];
  for (let edge = 1; edge <= edgesMax; edge++) {
    const place = Math.floor((edge * sorted.length) / (edgesMax + 1));
    const below = sorted[Math.max(0, place - 1)] as number;
    const value = between(below, sorted[place] as number);
    if (value < (sorted[sorted.length - 1] as number) && value > (edges.at(-1) ?? -Infinity)) {
      edges.push(value);
    }
  }
  return Float32Array.from(edges);
}

/** The distinct values of a sorted column, but no more than `limit` of them. */
function distinctOf(sorted: Float32Array, limit: number): number[] {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (distinct.length >= limit) break;
    if (distinct.length === 0 || value !== distinct[distinct.length - 1]) distinct.push(value);
  }
  return distinct;
}

/** A bound that the lower value does not exceed and the higher one, when it differs, does. */
function between(lower: number, higher: number): number {
  const middle = Math.fround(lower + (higher - lower) / 2);
  return middle >= lower && middle < higher ? middle : lower;
}

/** The bin of each value of a column, written to `out` at `start`, `start + stride`, …. */
export function binColumn(
  column: Float32Array,
  edges: Float32Array,
  out: Uint8Array,
  start = 0,
  stride = 1,
): void {
  for (let row = 0, place = start; row < column.length; row++, place += stride) {
    const value = column[row] as number;
    if (Number.isNaN(value)) {
      out[place] = missingBin;
      continue;
    }
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edges[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    out[place] = low + 1;
  }
}

/** The binned columns of a matrix. */
export function binMatrix(
  features: FeatureMatrix,
  edges: readonly Float32Array[],
): readonly Uint8Array[] {
  return features.columns.map((column, place) => {
    const bins = new Uint8Array(features.rows);
    binColumn(column, edges[place] ?? new Float32Array(0), bins);
    return bins;
  });
}
