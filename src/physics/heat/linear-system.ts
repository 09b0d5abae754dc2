/**
 * Solves `matrix × x = right` by elimination with pivots; both arguments are used up. A singular
 * matrix gives NaN.
 */
export function solveLinear(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  for (let column = 0; column < size; column += 1) {
    swap(matrix, right, column, pivotRow(matrix, column));
    for (let row = column + 1; row < size; row += 1) eliminate(matrix, right, column, row);
  }
  return backSubstituted(matrix, right);
}

function eliminate(
  matrix: readonly Float64Array[],
  right: Float64Array,
  column: number,
  row: number,
): void {
  const [pivot, line] = [matrix[column] ?? right, matrix[row] ?? right];
  const factor = (line[column] ?? 0) / (pivot[column] ?? 0);
  if (factor === 0) return;
  for (let place = column; place < right.length; place += 1) {
    line[place] = (line[place] ?? 0) - factor * (pivot[place] ?? 0);
  }
  right[row] = (right[row] ?? 0) - factor * (right[column] ?? 0);
}

function pivotRow(matrix: readonly Float64Array[], column: number): number {
  let best = column;
  for (let row = column + 1; row < matrix.length; row += 1) {
    if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[best]?.[column] ?? 0)) best = row;
  }
  return best;
}

function swap(matrix: Float64Array[], right: Float64Array, one: number, other: number): void {
  const [lineOne, lineOther] = [matrix[one], matrix[other]];
  if (one === other || lineOne === undefined || lineOther === undefined) return;
  matrix[one] = lineOther;
  matrix[other] = lineOne;
  const held = right[one] ?? 0;
  right[one] = right[other] ?? 0;
  right[other] = held;
}

function backSubstituted(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const solution = new Float64Array(right.length);
  for (let row = right.length - 1; row >= 0; row -= 1) {
    let rest = right[row] ?? 0;
    for (let place = row + 1; place < right.length; place += 1) {
      rest -= (matrix[row]?.[place] ?? 0) * (solution[place] ?? 0);
    }
    solution[row] = rest / (matrix[row]?.[row] ?? 0);
  }
  return solution;
}
