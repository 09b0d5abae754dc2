/**
 * Sums of products over all windows of a series: what least squares needs to know of them.
 * A window is `lookback` values that are known and `horizon` values to forecast; both are taken
 * relative to the mean of the known part, so that a level is never learned, only a shape.
 */
export interface WindowSums {
  readonly lookback: number;
  readonly horizon: number;
  readonly windows: number;
  /** Known with known, lookback × lookback, row-major. */
  readonly gram: Float64Array;
  /** Known with future, lookback × horizon, row-major. */
  readonly cross: Float64Array;
  /** Squares of the future. */
  readonly energy: number;
}

/** Windows of a series: the first future value of the first one, and one past the last future value of all. */
export interface WindowSpan {
  readonly lookback: number;
  readonly horizon: number;
  readonly from: number;
  readonly to: number;
}

/** Windows at stride 1 whose future lies in the span. */
export function windowCount({ horizon, from, to }: WindowSpan): number {
  return Math.max(0, to - from - horizon + 1);
}

/**
 * Sums over all windows of a span at stride 1. The windows overlap, so each diagonal follows from
 * its first entry by adding one product and dropping another: the cost does not grow with
 * windows × lookback².
 */
export function windowSums(series: Float64Array, span: WindowSpan): WindowSums {
  const { lookback, horizon } = span;
  const raw = rawSums(series, span);
  const width = lookback + horizon;
  const means = new Float64Array(width);
  for (let i = 0; i < lookback; i += 1) {
    for (let j = 0; j < width; j += 1) {
      means[j] = (means[j] as number) + (raw[i * width + j] as number) / lookback;
    }
  }
  let ofMeans = 0;
  for (let i = 0; i < lookback; i += 1) ofMeans += (means[i] as number) / lookback;
  const relative = (i: number, j: number): number =>
    (raw[i * width + j] as number) - (means[i] as number) - (means[j] as number) + ofMeans;
  const gram = new Float64Array(lookback * lookback);
  const cross = new Float64Array(lookback * horizon);
  for (let i = 0; i < lookback; i += 1) {
    for (let j = 0; j < lookback; j += 1) gram[i * lookback + j] = relative(i, j);
    for (let j = 0; j < horizon; j += 1) cross[i * horizon + j] = relative(i, lookback + j);
  }
  const energy = futureEnergy(series, span, { means, ofMeans });
  return { lookback, horizon, windows: windowCount(span), gram, cross, energy };
}

/** Σ over windows of value i × value j, for known i and any j. */
function rawSums(series: Float64Array, span: WindowSpan): Float64Array {
  const { lookback, horizon, from } = span;
  const width = lookback + horizon;
  const windows = windowCount(span);
  const first = from - lookback;
  const at = (place: number): number => series[first + place] as number;
  const sums = new Float64Array(lookback * width);
  for (let j = 0; j < width; j += 1) {
    let sum = 0;
    for (let w = 0; w < windows; w += 1) sum += at(w) * at(w + j);
    sums[j] = sum;
    if (j < lookback) sums[j * width] = sum;
  }
  for (let i = 1; i < lookback; i += 1) {
    for (let j = 1; j < width; j += 1) {
      const before = sums[(i - 1) * width + j - 1] as number;
      const added = at(windows - 1 + i) * at(windows - 1 + j);
      sums[i * width + j] = before - at(i - 1) * at(j - 1) + added;
    }
  }
  return sums;
}

function futureEnergy(
  series: Float64Array,
  span: WindowSpan,
  { means, ofMeans }: { means: Float64Array; ofMeans: number },
): number {
  const { lookback, horizon, from } = span;
  const windows = windowCount(span);
  let energy = 0;
  for (let j = 0; j < horizon; j += 1) {
    for (let w = 0; w < windows; w += 1) energy += (series[from + w + j] as number) ** 2;
    energy += ofMeans - 2 * (means[lookback + j] as number);
  }
  return energy;
}

/** Sums of several series, added. They must be of one shape. */
export function addSums(all: readonly WindowSums[]): WindowSums {
  const [first] = all;
  if (first === undefined) throw new RangeError('There are no sums to add.');
  const add = (of: (sums: WindowSums) => Float64Array): Float64Array => {
    const total = new Float64Array(of(first).length);
    for (const sums of all) {
      const part = of(sums);
      for (let at = 0; at < total.length; at += 1) {
        total[at] = (total[at] as number) + (part[at] as number);
      }
    }
    return total;
  };
  return {
    ...first,
    windows: all.reduce((sum, { windows }) => sum + windows, 0),
    gram: add(({ gram }) => gram),
    cross: add(({ cross }) => cross),
    energy: all.reduce((sum, { energy }) => sum + energy, 0),
  };
}
