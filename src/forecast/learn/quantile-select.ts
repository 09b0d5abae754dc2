/** The smallest minimiser of the pinball loss at `level` over `values[from … to − 1]`, a part that it reorders. */
export function quantileInPlace(
  values: Float32Array,
  from: number,
  to: number,
  level: number,
): number {
  const wanted = from + Math.max(0, Math.ceil(level * (to - from) - 1e-9) - 1);
  let low = from;
  let high = to - 1;
  while (low < high) {
    const end = partition(values, low, high);
    if (wanted <= end) high = end;
    else low = end + 1;
  }
  return values[low] as number;
}

/** The same where each value has a weight: at the result the weights, in order, reach `level` of their sum. */
export function weightedQuantileInPlace(
  values: Float32Array,
  weights: Float32Array,
  from: number,
  to: number,
  level: number,
): number {
  let wanted = level * sumOf(weights, from, to) * (1 - 1e-6);
  let low = from;
  let high = to - 1;
  while (low < high) {
    const end = partition(values, low, high, weights);
    const mass = sumOf(weights, low, end + 1);
    if (wanted <= mass) {
      high = end;
    } else {
      wanted -= mass;
      low = end + 1;
    }
  }
  return values[low] as number;
}

/**
 * Hoare's partition of `values[low … high]`: none up to the returned place is above any after it. The pivot is the median
 * of three, so some value before `high` is not below it, and both parts are shorter than the whole.
 */
function partition(
  values: Float32Array,
  low: number,
  high: number,
  weights?: Float32Array,
): number {
  const pivot = medianOfThree(
    values[low] as number,
    values[(low + high) >> 1] as number,
    values[high] as number,
  );
  let left = low - 1;
  let right = high + 1;
  for (;;) {
    do left++;
    while ((values[left] as number) < pivot);
    do right--;
    while ((values[right] as number) > pivot);
    if (left >= right) return right;
    swap(values, left, right);
    if (weights !== undefined) swap(weights, left, right);
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(values: Float32Array, one: number, other: number): void {
  const moved = values[one] as number;
  values[one] = values[other] as number;
  values[other] = moved;
}

function sumOf(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let place = from; place < to; place++) sum += values[place] as number;
  return sum;
}
