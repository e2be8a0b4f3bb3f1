import { listNames, RowError } from "../core/errors.ts";
import type { Table } from "../core/table.ts";
import { takeRows } from "../core/take.ts";
import { numericInput } from "../validation/input.ts";

/** A row-major matrix of single-precision numbers. */
export interface SingleMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * Returns `X` rounded to single precision, as scikit-learn's trees use it, so that every row falls on the same
 * side of every threshold as there. Throws `ValueError`, naming column and row, for missing or infinite values
 * and for values too large for single precision.
 */
export function singlePrecision(X: Table, owner: string): SingleMatrix {
  const { rows, columns, data } = numericInput(X, owner);
  const rounded = new Float32Array(data);
  for (let at = 0; at < rounded.length; at++) {
    if (Number.isFinite(rounded[at]!)) continue;
    const name = X.names[at % columns]!;
    const what = "Input contains infinity or a value too large for single precision";
    throw new RowError(
      Math.floor(at / columns),
      (row) => `${what} (column ${listNames([name])}, row ${row})`,
    );
  }
  return { rows, columns, data: rounded };
}

/** Returns a copy of the rows of `source` at `indices`, in that order. */
export function takeSingleRows({ columns, data }: SingleMatrix, indices: ArrayLike<number>): SingleMatrix {
  return { rows: indices.length, columns, data: takeRows(data, columns, indices) };
}

/**
 * Returns the columns of `X`, each contiguous, in memory from `allocate`: the layout that a split search reads.
 * Cost: one pass.
 */
export function columnsOf(
  { rows, columns, data }: SingleMatrix,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): Float32Array[] {
  return Array.from({ length: columns }, (_, j) => {
    const column = new Float32Array(allocate(4 * rows));
    for (let i = 0, at = j; i < rows; i++, at += columns) column[i] = data[at]!;
    return column;
  });
}
