/**
 * Lower factor of a symmetric matrix with `penalty` added to its diagonal, row-major. A pivot that
 * rounding has brought to nothing is taken for a small share of the penalty.
 */
export function choleskyFactor(matrix: Float64Array, penalty: number): Float64Array {
  const size = Math.round(Math.sqrt(matrix.length));
  const lower = new Float64Array(matrix.length);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const rest = (matrix[i * size + j] as number) - rowProduct(lower, size, { i, j });
      lower[i * size + j] = rest / (lower[j * size + j] as number);
    }
    const rest = (matrix[i * size + i] as number) + penalty - rowProduct(lower, size, { i, j: i });
    lower[i * size + i] = Math.sqrt(Math.max(rest, penalty * 1e-6));
  }
  return lower;
}

/** Product of rows i and j up to column j. */
function rowProduct(lower: Float64Array, size: number, { i, j }: { i: number; j: number }): number {
  let sum = 0;
  for (let k = 0; k < j; k += 1) {
    sum += (lower[i * size + k] as number) * (lower[j * size + k] as number);
  }
  return sum;
}

/** Solves lower × lowerᵀ × x = right in place, for right sides side by side, row-major. */
export function solveFactored(lower: Float64Array, right: Float64Array): void {
  const size = Math.round(Math.sqrt(lower.length));
  const width = right.length / size;
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) {
      addRow(right, width, { to: i, from: k, times: -(lower[i * size + k] as number) });
    }
    scaleRow(right, width, { row: i, times: 1 / (lower[i * size + i] as number) });
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) {
      addRow(right, width, { to: i, from: k, times: -(lower[k * size + i] as number) });
    }
    scaleRow(right, width, { row: i, times: 1 / (lower[i * size + i] as number) });
  }
}

function addRow(
  values: Float64Array,
  width: number,
  { to, from, times }: { to: number; from: number; times: number },
): void {
  const target = to * width;
  const source = from * width;
  for (let at = 0; at < width; at += 1) {
    values[target + at] = (values[target + at] as number) + times * (values[source + at] as number);
  }
}

function scaleRow(
  values: Float64Array,
  width: number,
  { row, times }: { row: number; times: number },
): void {
  for (let at = row * width; at < (row + 1) * width; at += 1) {
    values[at] = (values[at] as number) * times;
  }
}
