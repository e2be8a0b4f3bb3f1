import type { NumericColumn } from "../../src/learn/core/column.ts";
import { Table } from "../../src/learn/core/table.ts";

/** Returns a table of up to three numeric columns, "a", "b" and "constant", with the results of `value`. */
export function numeric(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): Table {
  const names = ["a", "b", "constant"].slice(0, columns);
  return Table.fromColumns(
    names,
    names.map(
      (_, j): NumericColumn => ({
        kind: "numeric",
        values: Float64Array.from({ length: rows }, (_, i) => value(i, j)),
      }),
    ),
    rows,
  );
}

const waves = (scale: number, offset = 0) => numeric(40, 3, (i, j) => offset + Math.sin(i * (j + 1)) * scale);

/** Tables of finite numbers that are small, narrow, constant, huge or tiny. */
export const ODD_TABLES = {
  "1 row": numeric(1, 3, (_, j) => j + 0.5),
  "2 rows": numeric(2, 3, (i, j) => i + j),
  "1 column": numeric(40, 1, (i) => Math.cos(i)),
  "constant columns": numeric(40, 3, () => -3.7),
  "numbers about 1e300": waves(1e300),
  "numbers about 1e150": waves(1e150),
  "numbers about 1e-150": waves(1e-150),
  "numbers about 1e-300": waves(1e-300),
  "numbers about 5e-324": waves(5e-324),
  "small differences of large numbers": waves(1, 1e9),
};

/** The name of an odd table. */
export type OddTable = keyof typeof ODD_TABLES;
