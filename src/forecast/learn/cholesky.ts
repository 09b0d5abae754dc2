/**
 * Factors the symmetric positive definite matrix `a` (size × size, row-major, lower half used) in place into its lower
 * Cholesky factor. A direction without any variance, whose pivot is not above the floor, is switched off: its solution is 0.
 */
export function factorInPlace(a: Float64Array, size: number): void {
  for (let column = 0; column < size; column++) {
    const diagonal = column * size + column;
    const before = a[diagonal] as number;
    const pivot = before - dot(a, column * size, column * size, column);
    const root = pivot > 1e-12 * Math.max(before, 1e-300) ? Math.sqrt(pivot) : Infinity;
    a[diagonal] = root;
    for (let row = column + 1; row < size; row++) {
      const place = row * size + column;
      a[place] = ((a[place] as number) - dot(a, row * size, column * size, column)) / root;
    }
  }
}

/** Solves for `b` in place with the factor of `factorInPlace`. */
export function solveInPlace(factor: Float64Array, size: number, b: Float64Array): void {
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number;
    for (let k = 0; k < row; k++) sum -= (factor[row * size + k] as number) * (b[k] as number);
    b[row] = sum / (factor[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = b[row] as number;
    for (let k = row + 1; k < size; k++) {
      sum -= (factor[k * size + row] as number) * (b[k] as number);
    }
    b[row] = sum / (factor[row * size + row] as number);
  }
}

function dot(a: Float64Array, one: number, other: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (a[one + k] as number) * (a[other + k] as number);
  return sum;
}
