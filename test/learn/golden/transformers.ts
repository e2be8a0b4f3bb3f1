import { Table } from "../../../src/learn/core/table.ts";
import { readGolden } from "./cases.ts";

/** A number as test/golden/scripts/transformers.py writes it: null for NaN, text for infinite ones. */
type Written = number | null | string;

/** The results of a transformer. */
export interface TransformCase {
  readonly step: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly table: string;
  readonly columns: string[];
  readonly fitted: {
    readonly quantiles?: Written[][];
    readonly lambdas?: number[];
    readonly likelihoods?: number[];
    readonly bin_edges?: Written[][];
    readonly names?: string[] | null;
    readonly variances?: number[];
  };
  readonly rows: Written[][];
  readonly result: Written[][];
  readonly inverse?: { readonly of: Written[][]; readonly result: Written[][] };
}

/** The results of `SelectKBest`. */
interface SelectionCase {
  readonly score_func: "f_classif" | "chi2" | "f_regression" | "r_regression";
  readonly k: number | "all";
  readonly X: number[][];
  readonly y: number[];
  readonly scores: Written[];
  readonly support: number[];
}

/** The predictions of a `TransformedTargetRegressor`. */
interface TargetCase {
  readonly name: string;
  readonly params: Readonly<Record<string, string | null>>;
  readonly X: number[][];
  readonly y: number[] | number[][];
  readonly rows: number[][];
  readonly predictions: Written[] | Written[][];
}

/** The figures of test/golden/figures/transformers.json. */
export const FIGURES = readGolden("figures/transformers.json") as {
  readonly tables: Record<string, Record<string, Written[]>>;
  readonly transforms: TransformCase[];
  readonly functions: { readonly func: string; readonly of: Written[][]; readonly result: Written[][] }[];
  readonly selections: SelectionCase[];
  readonly targets: TargetCase[];
};

/** Returns the number that is written. */
export function numberOf(written: Written): number {
  return written === null ? Number.NaN : Number(written);
}

/** Returns rows as a table of columns called `names`, by default `x0`, `x1`, …. */
export function tableOfRows(
  rows: readonly (readonly Written[])[],
  names: readonly string[] = rows[0]!.map((_, j) => `x${j}`),
): Table {
  const data = Float64Array.from(rows.flatMap((row) => row.map(numberOf)));
  return Table.fromMatrix({ rows: rows.length, columns: names.length, data }, names);
}

/** Returns columns of one of the tables. */
export function columnsOf(table: string, names: readonly string[]): Table {
  const columns = names.map((name) => FIGURES.tables[table]![name]!);
  return tableOfRows(
    columns[0]!.map((_, i) => columns.map((values) => values[i]!)),
    names,
  );
}

/**
 * Returns the largest difference of `own` from `reference`, relative to the largest number of its column, or infinity where one is
 * missing or infinite and the other is not the same.
 */
export function distanceByColumn(own: Table, reference: readonly (readonly Written[])[]): number {
  const { rows, columns, data } = own.toMatrix();
  if (rows !== reference.length || columns !== reference[0]!.length) return Number.POSITIVE_INFINITY;
  let distance = 0;
  for (let j = 0; j < columns; j++) {
    const expected = reference.map((row) => numberOf(row[j]!));
    // Of a constant column, only rounding errors may be left.
    const scale = expected
      .filter(Number.isFinite)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    expected.forEach((value, i) => {
      const found = data[i * columns + j]!;
      if (Object.is(found, value) || found === value) return;
      const isBoth = Number.isFinite(found) && Number.isFinite(value);
      distance = Math.max(distance, isBoth ? Math.abs(found - value) / scale : Number.POSITIVE_INFINITY);
    });
  }
  return distance;
}
