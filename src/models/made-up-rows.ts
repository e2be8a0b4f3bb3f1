import type { Row } from "../ingest/row-column.ts";
import { ANY_FEATURES, type Model } from "./model.ts";

/** Features and labels, row by row. */
export interface TrainingRows {
  readonly features: readonly Row[];
  readonly labels: readonly Row[];
}

/** Number of rows, which is enough for two classes and for the defaults of every estimator. */
const COUNT = 40;
const COLOURS = ["red", "green", "blue"] as const;

/** Returns a value for a column of numbers: larger in every second row, so that two classes can be separated. */
const number = (row: number, column: number) => 1 + 2 * (row % 2) + ((row * (column + 3)) % 7) / 10;
const text = (row: number, column: number) => COLOURS[(row + column) % COLOURS.length]!;

/** The columns for a model of any columns: at least one of each kind, one of them with missing values. */
const MIXED: Record<string, (row: number) => unknown> = {
  size: (row) => number(row, 0),
  weight: (row) => (row % 11 === 0 ? null : number(row, 1)),
  colour: (row) => text(row, 0),
  old: (row) => row % 4 === 0,
  since: (row) => (row % 13 === 0 ? null : `2024-0${1 + (row % 9)}-1${row % 10}T1${row % 3}:00:00Z`),
};

/**
 * Returns tables of made-up rows for a model, to be tried in order. For a model of fixed columns: numbers in all of them, then
 * text in all of them; for a model of any columns: columns of each kind, then only numbers. The labels of a classifier are two
 * classes, those of a regressor numbers.
 */
export function madeUpRows({ featureNames, labelNames, type }: Model): TrainingRows[] {
  const names = (value: readonly string[] | typeof ANY_FEATURES, any: string) =>
    value === ANY_FEATURES ? [any] : value;
  const of = (columns: readonly string[], value: (row: number, column: number) => unknown): Row[] =>
    Array.from({ length: COUNT }, (_, row) =>
      Object.fromEntries(columns.map((name, column) => [name, value(row, column)])),
    );
  const label = (row: number, column: number) =>
    type === "classification" ? (row % 2 === 0 ? "small" : "large") : number(row, column);
  const labels = of(
    type === "classification" || type === "regression" ? names(labelNames, "label") : [],
    label,
  );
  const tables =
    featureNames === ANY_FEATURES
      ? [
          of(Object.keys(MIXED), (row, column) => Object.values(MIXED)[column]!(row)),
          of(["size", "weight"], number),
        ]
      : [of(featureNames, number), of(featureNames, text)];
  return tables.map((features) => ({ features, labels }));
}
