import type { EncodedClasses } from "../../../src/learn/core/labels.ts";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Table } from "../../../src/learn/core/table.ts";

/** Returns a table with these rows of numbers. */
export function tableOf(rows: readonly (readonly number[])[]): Table {
  const columns = rows[0]?.length ?? 0;
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  return Table.fromMatrix({ rows: rows.length, columns, data: Float64Array.from(rows.flat()) }, names);
}

/** Returns class numbers as labels. */
export function classesOf(codes: readonly number[]): EncodedClasses {
  const count = Math.max(...codes) + 1;
  return { classes: Array.from({ length: count }, (_, k) => String(k)), codes: Int32Array.from(codes) };
}

/** Returns targets, given row by row. */
export function targetsOf(rows: readonly (readonly number[] | number)[]): Matrix {
  const data = Float64Array.from(rows.flat());
  return { rows: rows.length, columns: data.length / rows.length, data };
}

/**
 * Returns 120 rows of four columns, and labels for each kind of reference, by integer arithmetic, so that they are
 * the same everywhere.
 */
export function referenceData() {
  const i = Array.from({ length: 120 }, (_, row) => row);
  const rows = i.map((r) =>
    [0, 1, 2, 3].map((j) => ((r * 7919 + j * 104729 + r * r * (31 + j)) % 1009) / 97),
  );
  const noise = i.map((r) => ((r * 6007 + r * r * r * 17) % 997) / 997);
  const score = rows.map((x, r) => x[0]! - x[1]! * 0.7 + 3 * noise[r]!);
  const classes = score.map((s) => (s < 1.5 ? 0 : s < 4 ? 1 : 2));
  const numbers = rows.map((x, r) => x[0]! * 3 + (x[1]! > 5 ? 10 : 0) + 4 * noise[r]!);
  return {
    rows,
    X: tableOf(rows),
    /** Every 13th row. */
    probes: tableOf(rows.filter((_, r) => r % 13 === 0)),
    classes: classesOf(classes),
    binary: classesOf(classes.map((k) => (k > 0 ? 1 : 0))),
    numbers: targetsOf(numbers),
    outputs: targetsOf(rows.map((x, r) => [numbers[r]!, x[2]! * 2 - x[0]! + noise[r]!])),
  };
}

/** Returns the largest difference of two lists of numbers, relative to the largest number of the second. */
export function distance(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, at) => Math.abs(actual[at]! - value))) / scale;
}
