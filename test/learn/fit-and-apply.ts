import type { Row } from "../../src/ingest/row-column.ts";
import { packRows } from "../../src/ingest/rows.ts";
import { stringsOf } from "../../src/learn/core/column.ts";
import { type Estimator, isEstimator } from "../../src/learn/core/estimator.ts";
import type { Scalar } from "../../src/learn/core/order.ts";
import type { Step } from "../../src/learn/core/step.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";

/** Packs rows; the columns are those of the first row. */
export function pack(rows: readonly Row[]): Table {
  return packRows(rows, Object.keys(rows[0]!), "features");
}

/** Fits any step: a classifier on `classes` in turn, others on one or two synthetic targets. */
export function fit(step: Step, X: Table, classes: readonly Scalar[] = ["a", "b", "c"], targets = 1): Step {
  const data = Float64Array.from({ length: X.rows * targets }, (_, i) => Math.sin(i * 1.7) * 5);
  const y = { rows: X.rows, columns: targets, data };
  if (step instanceof Transformer) return step.fit(X, y);
  if (!isEstimator(step)) throw new Error(`${step.type} is neither a transformer nor an estimator`);
  if (step.kind === "classifier") {
    const codes = Int32Array.from({ length: X.rows }, (_, i) => (i * 7 + (i >> 3)) % classes.length);
    return step.fit(X, { classes, codes });
  }
  if (step.kind === "regressor") return step.fit(X, y);
  return step.fit(X);
}

/** Returns all results of a fitted step, row by row: predictions, probabilities and scores. */
export function apply(step: Step, X: Table): (number | string | null)[][] {
  if (step instanceof Transformer) return rowsOf(step.transform(X));
  const estimator = step as Estimator;
  if (estimator.kind === "regressor") return numbers(X.rows, estimator.predict(X).data);
  const parts = [numbers(X.rows, estimator.predict(X))];
  if (estimator.kind === "classifier") {
    if (estimator.predictProba) parts.push(numbers(X.rows, estimator.predictProba(X).data));
    if (estimator.decisionFunction) parts.push(numbers(X.rows, estimator.decisionFunction(X).data));
  }
  if (estimator.kind === "outlier_detector") parts.push(numbers(X.rows, estimator.scoreSamples(X)));
  return Array.from({ length: X.rows }, (_, i) => parts.flatMap((rows) => rows[i]!));
}

/** Splits `data` into rows. Throws unless its length is a multiple of `rows`. */
function numbers(rows: number, data: ArrayLike<number>): number[][] {
  const width = rows === 0 ? data.length : data.length / rows;
  if (!Number.isInteger(width) || width > 0 !== rows > 0)
    throw new Error(`${data.length} numbers are no ${rows} rows`);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: width }, (_, j) => data[i * width + j]!),
  );
}

function rowsOf(table: Table): (number | string | null)[][] {
  const columns = table.names.map((_, j) => {
    const column = table.column(j);
    if (column.kind !== "string") return Array.from(column.values);
    const { codes, categories } = stringsOf(column);
    return Array.from(codes, (code) => categories[code] ?? null);
  });
  return Array.from({ length: table.rows }, (_, i) => columns.map((values) => values[i]!));
}
