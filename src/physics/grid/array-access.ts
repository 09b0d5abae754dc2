/** Reads within an array's length; one function for each kind of array keeps them fast. */
export function valueAt(array: Float64Array, index: number): number {
  return array[index] ?? 0;
}

export function indexAt(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}
