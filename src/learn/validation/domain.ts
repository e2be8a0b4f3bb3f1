import type { Domain } from "../core/domain.ts";
import { listNames, RowError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";

/**
 * Throws `RowError`, naming the column and the row, for the first number that is not in `domain`; missing values are passed over.
 * `owner` is the function in the message: `log1p needs numbers greater than -1 (column "price", row 3)`.
 */
export function checkDomain(
  { columns, data }: Matrix,
  names: readonly string[],
  domain: Domain | undefined,
  owner: string,
): void {
  if (domain === undefined) return;
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    if (domain.includes(value) || Number.isNaN(value)) continue;
    const name = names[at % columns]!;
    throw new RowError(
      Math.floor(at / columns),
      (row) => `${owner} needs numbers ${domain.words} (column ${listNames([name])}, row ${row})`,
    );
  }
}

/**
 * Throws `RowError`, naming the column and the row, for the first number of `result` that is infinite, or that is missing although
 * it was there in `data`: what it was computed from is too large.
 */
export function checkResult(
  { columns, data }: Matrix,
  result: Float64Array,
  names: readonly string[],
  owner: string,
): void {
  for (let at = 0; at < result.length; at++) {
    if (Number.isFinite(result[at]!) || Number.isNaN(data[at]!)) continue;
    const name = names[at % columns]!;
    throw new RowError(
      Math.floor(at / columns),
      (row) => `${owner} got a number that is too large for it (column ${listNames([name])}, row ${row})`,
    );
  }
}
