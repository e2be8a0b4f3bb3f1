/** A dense matrix of doubles: one contiguous array, row after row. `NaN` stands for a missing value. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major: entry (i, j) is `data[i * columns + j]`; the length is `rows * columns`. */
  readonly data: Float64Array;
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

/** The rows as numpy's `tolist` has them: bare numbers for one column, lists for several. */
export function toLists({ rows, columns, data }: Matrix): (number | number[])[] {
  if (columns === 1) return Array.from(data);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}
