/** Levels 0.01 … 0.99, on which forecasts are scored. */
export const percentLevels: readonly number[] = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

/** The default levels that are trained: dense enough in the tails for `expandLevels`. */
export const trainedLevels: readonly number[] = [
  0.01, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97,
  0.99,
];

/**
 * Mean pinball loss over rows and levels, in the unit of the target. `quantiles` is row-major, rows × levels.
 * Rows whose target is not finite are left out; NaN when none is left.
 */
export function pinballLoss(
  target: ArrayLike<number>,
  quantiles: ArrayLike<number>,
  levels: readonly number[],
): number {
  const width = levels.length;
  let sum = 0;
  let rows = 0;
  for (let row = 0; row < target.length; row++) {
    const actual = target[row] as number;
    if (!Number.isFinite(actual)) continue;
    rows++;
    for (let place = 0; place < width; place++) {
      const error = actual - (quantiles[row * width + place] as number);
      const level = levels[place] as number;
      sum += error >= 0 ? level * error : (level - 1) * error;
    }
  }
  return sum / (rows * width);
}

/** Sorts every row of a row-major rows × width array in place: quantiles never cross. */
export function sortRows(values: Float64Array, width: number): void {
  for (let start = 0; start + width <= values.length; start += width) {
    for (let place = start + 1; place < start + width; place++) {
      const value = values[place] as number;
      let hole = place;
      while (hole > start && (values[hole - 1] as number) > value) {
        values[hole] = values[hole - 1] as number;
        hole--;
      }
      values[hole] = value;
    }
  }
}

/**
 * Quantiles at other levels, linear between the given ones (rows sorted, levels ascending). Beyond the outermost
 * levels the curve goes on with the slope of the last two in the logit of the level, which is the tail of a logistic
 * distribution: 0.01 seen from 0.05 and 0.1 lies 2.2 of their distance further out.
 */
export function expandLevels(
  quantiles: Float64Array,
  from: readonly number[],
  to: readonly number[],
): Float64Array {
  const width = from.length;
  const rows = width === 0 ? 0 : quantiles.length / width;
  const stencil = to.map((level) => stencilOf(from, level));
  const out = new Float64Array(rows * to.length);
  for (let place = 0; place < to.length; place++) {
    const { low, high, share } = stencil[place] as Stencil;
    for (let row = 0; row < rows; row++) {
      const base = quantiles[row * width + low] as number;
      const step = (quantiles[row * width + high] as number) - base;
      out[row * to.length + place] = share === 0 ? base : base + share * step;
    }
  }
  return out;
}

/** Value = low + share × (high − low); the share is outside 0 … 1 in the tails. */
interface Stencil {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

function stencilOf(from: readonly number[], level: number): Stencil {
  const last = from.length - 1;
  if (last < 1) return { low: 0, high: 0, share: 0 };
  const above = from.findIndex((known) => known >= level);
  const high = above < 0 ? last : Math.max(1, above);
  const low = high - 1;
  const tail = level < (from[0] as number) || above < 0;
  const scale = tail ? logit : (value: number) => value;
  const start = scale(from[low] as number);
  return { low, high, share: (scale(level) - start) / (scale(from[high] as number) - start) };
}

function logit(level: number): number {
  return Math.log(level / (1 - level));
}
