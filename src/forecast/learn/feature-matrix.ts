/** Features in columns of equal length; NaN is a missing value. */
export interface FeatureMatrix {
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: readonly Float32Array[];
}

/** A matrix of named columns, in the order of the record. Throws when their lengths differ. */
export function featureMatrix(columns: Readonly<Record<string, Float32Array>>): FeatureMatrix {
  const values = Object.values(columns);
  const rows = values[0]?.length ?? 0;
  if (values.some((column) => column.length !== rows)) {
    throw new RangeError('The columns of a feature matrix must have one length.');
  }
  return { names: Object.keys(columns), rows, columns: values };
}

/** The chosen rows, in the order of `indexes`, as a matrix of its own. */
export function rowsOf(matrix: FeatureMatrix, indexes: Int32Array): FeatureMatrix {
  const columns = matrix.columns.map((column) => {
    const chosen = new Float32Array(indexes.length);
    for (let row = 0; row < indexes.length; row++) {
      chosen[row] = column[indexes[row] as number] as number;
    }
    return chosen;
  });
  return { names: matrix.names, rows: indexes.length, columns };
}

/** Rows `from` up to, not including, `to`: views, nothing is copied. */
export function rowRange(matrix: FeatureMatrix, from: number, to: number): FeatureMatrix {
  const columns = matrix.columns.map((column) => column.subarray(from, to));
  return { names: matrix.names, rows: Math.max(0, to - from), columns };
}

/** The chosen values, in the order of `indexes`. */
export function valuesOf(values: Float64Array, indexes: Int32Array): Float64Array {
  const chosen = new Float64Array(indexes.length);
  for (let row = 0; row < indexes.length; row++) {
    chosen[row] = values[indexes[row] as number] as number;
  }
  return chosen;
}
