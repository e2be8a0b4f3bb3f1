import { listNames, RowError } from "../core/errors.ts";
import type { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";

/** A matrix of single-precision numbers, row after row. */
export interface SingleMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/**
 * The columns of `X` rounded to single precision, as scikit-learn's trees take them: only so does a row fall on the
 * same side of every threshold. Throws `ValueError` for missing, infinite and too large values, by column and row.
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

/** The rows of `source` at `indices`, in that order. Copies. */
export function takeSingleRows({ columns, data }: SingleMatrix, indices: ArrayLike<number>): SingleMatrix {
  const result = new Float32Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * columns;
    result.set(data.subarray(from, from + columns), i * columns);
  }
  return { rows: indices.length, columns, data: result };
}

/** The columns of `X`, each contiguous, in memory from `allocate`: what a split search reads. Cost: one pass. */
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
