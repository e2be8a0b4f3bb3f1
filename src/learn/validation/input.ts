import { listNames, RowError, ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Table } from "../core/table.ts";
import { columnSums } from "../simd/column-sums.ts";

/**
 * Returns the columns of `X` as a matrix for arithmetic. Throws `ValueError`, naming the column, for an
 * infinite value, for a missing one unless `missing` is `"keep"`, and for a table without columns.
 */
export function numericInput(X: Table, owner: string, missing: "refuse" | "keep" = "refuse"): Matrix {
  const matrix = X.toMatrix();
  const { columns, data } = matrix;
  if (columns === 0) throw new ValueError(`${owner} got no columns to learn from`);
  // Sums of finite numbers are finite too, unless they overflow.
  if (columnSums(matrix).every(Number.isFinite) || isAllFinite(data)) return matrix;
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    if (Number.isFinite(value) || (missing === "keep" && Number.isNaN(value))) continue;
    const name = X.names[at % columns]!;
    throw new RowError(Math.floor(at / columns), (row) => {
      const where = `column ${listNames([name])}, row ${row}`;
      return Number.isNaN(value)
        ? `Input contains NaN (${where}); ${owner} does not accept missing values; put a SimpleImputer before it`
        : `Input contains infinity or a value too large (${where})`;
    });
  }
  return matrix;
}

/**
 * Returns whether no number is infinite or `NaN`: only then is 0 · x equal to 0 for all. Eight numbers at a
 * time and without a branch, because it runs over all data.
 */
function isAllFinite(data: Float64Array): boolean {
  const whole = data.length - (data.length % 8);
  let a = 0;
  let b = 0;
  for (let at = 0; at < whole; at += 8) {
    a += data[at]! * 0 + data[at + 1]! * 0 + (data[at + 2]! * 0 + data[at + 3]! * 0);
    b += data[at + 4]! * 0 + data[at + 5]! * 0 + (data[at + 6]! * 0 + data[at + 7]! * 0);
  }
  for (let at = whole; at < data.length; at++) a += data[at]! * 0;
  return a + b === 0;
}

/** Throws `ValueError` unless `X` has as many columns as were learnt. */
export function checkWidth(X: Table, learnt: number, owner: string): void {
  if (X.names.length !== learnt) {
    throw new ValueError(
      `X has ${X.names.length} features, but ${owner} is expecting ${learnt} features as input`,
    );
  }
}

/** Maximum number of entries of a dense result that is larger than its input (2 GB). */
const MAX_ENTRIES = 2 ** 28;

/** Throws `ValueError` if a result of `rows` × `columns` numbers is too large. `hint` asks for the probable reason. */
export function checkEntries(encoding: string, rows: number, columns: number, hint: string): void {
  if (rows * columns > MAX_ENTRIES) {
    throw new ValueError(`${encoding} would make ${rows} × ${columns} numbers; ${hint}`);
  }
}
