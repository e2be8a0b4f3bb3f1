import { takeRows } from "./take.ts";

/** A dense matrix of doubles in one contiguous array, row by row. `NaN` stands for a missing value. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major: entry (i, j) is `data[i * columns + j]`; the length is `rows * columns`. */
  readonly data: Float64Array;
}

/** Number of rows written together, column by column, so that they stay in the processor's cache. */
const BLOCK_ROWS = 256;

/**
 * Returns the matrix with the given `columns`, each of `rows` numbers. If `fill` is given, `fill[j]` replaces `NaN`
 * in column j.
 */
export function matrixOfColumns(columns: readonly Float64Array[], rows: number, fill?: Float64Array): Matrix {
  const width = columns.length;
  const data = new Float64Array(rows * width);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const end = Math.min(rows, first + BLOCK_ROWS);
    for (let j = 0; j < width; j++) {
      if (fill === undefined) place(columns[j]!, first, end, data, first * width + j, width);
      else placeFilled(columns[j]!, fill[j]!, first, end, data, first * width + j, width);
    }
  }
  return { rows, columns: width, data };
}

function place(
  values: Float64Array,
  first: number,
  end: number,
  data: Float64Array,
  to: number,
  width: number,
): void {
  for (let i = first, at = to; i < end; i++, at += width) data[at] = values[i]!;
}

function placeFilled(
  values: Float64Array,
  fill: number,
  first: number,
  end: number,
  data: Float64Array,
  to: number,
  width: number,
): void {
  for (let i = first, at = to; i < end; i++, at += width) {
    const value = values[i]!;
    data[at] = Number.isNaN(value) ? fill : value;
  }
}

/** Returns a copy of the rows of a matrix at `indices`, in that order. */
export function takeMatrixRows({ columns, data }: Matrix, indices: ArrayLike<number>): Matrix {
  return { rows: indices.length, columns, data: takeRows(data, columns, indices) };
}

/** Returns the rows as NumPy's `tolist` does: plain numbers for one column, lists for several. */
export function toLists({ rows, columns, data }: Matrix): (number | number[])[] {
  if (columns === 1) return Array.from(data);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

/** Returns the rows of several matrices of equal width, one after another; of one alone, the matrix itself. There is at least one. */
export function stackMatrices(parts: readonly Matrix[]): Matrix {
  if (parts.length === 1) return parts[0]!;
  const { columns } = parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { rows, columns, data };
}
