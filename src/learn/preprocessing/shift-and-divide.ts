import type { WeightedSums } from "../core/explanation.ts";
import { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";

/**
 * Computes (x − shift) / divisor for each column; null stands for no shift, or no division. Missing values stay
 * missing. Throws `ValueError` for infinite values.
 */
export function shiftAndDivide(
  X: Table,
  shift: Float64Array | null,
  divisor: Float64Array | null,
  owner: string,
): Table {
  const { rows, columns, data } = numericInput(X, owner, "keep");
  const shifts = shift ?? new Float64Array(columns);
  const divisors = divisor ?? new Float64Array(columns).fill(1);
  const result = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) result[at] = (data[at]! - shifts[j]!) / divisors[j]!;
  }
  return Table.fromMatrix({ rows, columns, data: result }, X.names);
}

/** Returns the rows that `shiftAndDivide` turns into `X`. */
export function multiplyAndShift(X: Table, shift: Float64Array | null, divisor: Float64Array | null): Table {
  const { rows, columns, data } = X.toMatrix();
  const result = data.map(
    (value, at) => value * (divisor?.[at % columns] ?? 1) + (shift?.[at % columns] ?? 0),
  );
  return Table.fromMatrix({ rows, columns, data: result }, X.names);
}

/** Returns sums over the columns of the result of `shiftAndDivide` as sums over the columns that it takes. */
export function sumsBefore(
  { coef, mean }: WeightedSums,
  shift: Float64Array | null,
  divisor: Float64Array | null,
): WeightedSums {
  const columns = mean.length;
  return {
    coef: coef.map((value, at) => value / (divisor?.[at % columns] ?? 1)),
    mean: mean.map((value, j) => value * (divisor?.[j] ?? 1) + (shift?.[j] ?? 0)),
  };
}
