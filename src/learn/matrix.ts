/** A dense matrix of doubles: one contiguous array, row after row. `NaN` stands for a missing value. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major: entry (i, j) is `data[i * columns + j]`; the length is `rows * columns`. */
  readonly data: Float64Array;
}

/** A matrix of zeros, or one over `data` (not copied). Throws `RangeError` when the length of `data` does not fit. */
export function matrix(rows: number, columns: number, data?: Float64Array): Matrix {
  if (data !== undefined && data.length !== rows * columns) {
    throw new RangeError(`a ${rows} × ${columns} matrix needs ${rows * columns} numbers, got ${data.length}`);
  }
  return { rows, columns, data: data ?? new Float64Array(rows * columns) };
}

/** A matrix with the rows of `source` at `indices`, in that order. Copies. */
export function takeMatrixRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns, data } = source;
  const result = new Float64Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    result.set(data.subarray(from, from + columns), i * columns);
  }
  return { rows: indices.length, columns, data: result };
}
