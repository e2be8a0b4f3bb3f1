import { Random } from "../learn/core/random.ts";
import type { Table } from "../learn/core/table.ts";
import { ColumnReplacer } from "../learn/inspection/column-replacer.ts";
import { importanceOfRows, meansAndDeviations } from "../learn/inspection/permutation-importance.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { rowsForImportance } from "./budget.ts";
import type { Importance } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** How importance is measured: scikit-learn's default. */
const REPEATS = 5;
/** With fewer rows, an importance would say nothing. */
const LEAST_ROWS = 10;
/** Importance is not measured for more columns. */
const MOST_COLUMNS = 500;

/** How the importance of columns is measured, as plain data. */
export interface ImportancePlan {
  readonly randomState: number;
  /** Rows of the whole training, which determine how many of them may be shuffled. */
  readonly trainingRows: number;
}

/** The importance of columns on some rows, as plain data. */
export interface ImportanceOnRows {
  readonly score: "accuracy" | "r2";
  readonly baseline: number;
  readonly rows: number;
  readonly repeats: number;
  /** columns × repeats, in the order of the columns that the pipeline learnt. */
  readonly importances: Float64Array;
}

/**
 * Measures the permutation importance of the columns on a sample of the rows, spread evenly; all of them if there are few and a
 * prediction is cheap. Undefined where there are too many columns, too few rows, or no score.
 */
export function measureImportance(
  pipeline: Pipeline,
  features: Table,
  labels: Table,
  { randomState, trainingRows }: ImportancePlan,
): ImportanceOnRows | undefined {
  const { featureNames } = pipeline.schema;
  if (featureNames.length > MOST_COLUMNS) return undefined;
  const rows = Math.min(features.rows, rowsForImportance(pipeline, trainingRows, REPEATS));
  if (rows < LEAST_ROWS) return undefined;
  const random = new Random(randomState);
  const chosen = rows === features.rows ? undefined : spreadRows(features.rows, rows);
  const { baseline, importances } = importanceOfRows(
    pipeline,
    ColumnReplacer.of(pipeline).apply(features, chosen),
    chosen === undefined ? labels : labels.takeRows(chosen),
    Array.from({ length: REPEATS }, () => random.permutation(rows)),
  );
  if (!Number.isFinite(baseline) || !importances.data.every(Number.isFinite)) return undefined;
  return {
    score: pipeline.estimator.kind === "regressor" ? "r2" : "accuracy",
    baseline,
    rows,
    repeats: REPEATS,
    importances: importances.data,
  };
}

/** Averages the importance over several groups of rows, each with a fit of its own, in proportion to their rows. */
export function joinImportances(parts: readonly ImportanceOnRows[]): ImportanceOnRows | undefined {
  const first = parts[0];
  if (first === undefined) return undefined;
  const alike = parts.filter(({ importances }) => importances.length === first.importances.length);
  const rows = alike.reduce((sum, part) => sum + part.rows, 0);
  const importances = new Float64Array(first.importances.length);
  let baseline = 0;
  for (const part of alike) {
    baseline += (part.baseline * part.rows) / rows;
    for (let at = 0; at < importances.length; at++) {
      importances[at]! += (part.importances[at]! * part.rows) / rows;
    }
  }
  return { ...first, baseline, rows, importances };
}

/** Returns the mean and the spread of each column. */
export function summarizeImportances({ importances, repeats }: ImportanceOnRows): Importance[] {
  const { importances_mean, importances_std } = meansAndDeviations(importances, repeats);
  return Array.from(importances_mean, (mean, index) => ({ mean, std: importances_std[index]! }));
}
