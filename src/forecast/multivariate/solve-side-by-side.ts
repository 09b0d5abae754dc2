/**
 * Solves lower × lowerᵀ × x = right in place for many right sides side by side, row-major: rows are
 * added to rows, which keeps to the order of memory. `lower` is a factor of `factorInPlace`.
 */
export function solveSideBySide(lower: Float64Array, right: Float64Array): void {
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
