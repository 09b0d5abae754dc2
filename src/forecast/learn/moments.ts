import type { FeatureMatrix } from './feature-matrix.ts';

/** Sums of a set of rows from which ridge models are solved; sums of parts add and subtract. */
export interface Moments {
  readonly size: number;
  weight: number;
  /** Σ w y and Σ w y². */
  targetSum: number;
  targetSquares: number;
  /** Σ w x per feature, Σ w x y per feature, and Σ w x xᵀ (lower half, row-major). */
  readonly sums: Float64Array;
  readonly products: Float64Array;
  readonly squares: Float64Array;
}

export function emptyMoments(size: number): Moments {
  return {
    size,
    weight: 0,
    targetSum: 0,
    targetSquares: 0,
    sums: new Float64Array(size),
    products: new Float64Array(size),
    squares: new Float64Array(size * size),
  };
}

/** Adds `factor` times other moments. */
export function addMoments(to: Moments, other: Moments, factor: number): void {
  to.weight += factor * other.weight;
  to.targetSum += factor * other.targetSum;
  to.targetSquares += factor * other.targetSquares;
  addScaled(to.sums, other.sums, factor);
  addScaled(to.products, other.products, factor);
  addScaled(to.squares, other.squares, factor);
}

function addScaled(to: Float64Array, other: Float64Array, factor: number): void {
  for (let k = 0; k < to.length; k++) to[k] = (to[k] as number) + factor * (other[k] as number);
}

/** Adds one row, standardised in `row`. */
export function addRow(to: Moments, row: Float64Array, target: number, weight: number): void {
  const { size, sums, products, squares } = to;
  to.weight += weight;
  to.targetSum += weight * target;
  to.targetSquares += weight * target * target;
  for (let i = 0; i < size; i++) {
    const value = weight * (row[i] as number);
    if (value === 0) continue;
    sums[i] = (sums[i] as number) + value;
    products[i] = (products[i] as number) + value * target;
    const start = i * size;
    for (let k = 0; k <= i; k++) {
      squares[start + k] = (squares[start + k] as number) + value * (row[k] as number);
    }
  }
}

/** Mean and inverse standard deviation of each feature where it is known; a constant one has the inverse 0. */
export interface Scaling {
  readonly means: Float64Array;
  readonly inverses: Float64Array;
}

export function scalingOf(features: FeatureMatrix): Scaling {
  const means = new Float64Array(features.columns.length);
  const inverses = new Float64Array(features.columns.length);
  for (const [place, column] of features.columns.entries()) {
    const mean = meanOf(column, (value) => value);
    const deviation = Math.sqrt(meanOf(column, (value) => (value - mean) ** 2));
    means[place] = mean;
    inverses[place] = deviation > 1e-6 * Math.max(1e-9, Math.abs(mean)) ? 1 / deviation : 0;
  }
  return { means, inverses };
}

/** Mean over the known values, 0 without any. */
function meanOf(column: Float32Array, map: (value: number) => number): number {
  let count = 0;
  let sum = 0;
  for (const value of column) {
    if (!Number.isFinite(value)) continue;
    count++;
    sum += map(value);
  }
  return count > 0 ? sum / count : 0;
}

/** Writes the standardised features of one row to `out`; a missing one becomes 0, the mean. */
export function scaleRow(
  features: FeatureMatrix,
  { means, inverses }: Scaling,
  row: number,
  out: Float64Array,
): void {
  for (let place = 0; place < out.length; place++) {
    const value = features.columns[place]?.[row] as number;
    out[place] = Number.isFinite(value)
      ? (value - (means[place] as number)) * (inverses[place] as number)
      : 0;
  }
}
