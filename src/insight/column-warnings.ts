import { listNames } from "../learn/core/errors.ts";
import { shortText } from "./category-summary.ts";
import { quantileAt } from "./fractions.ts";
import type { ColumnSummary, Report, ReportWarning } from "./report.ts";

/** A column alone that has at least this score predicts the label: it may have been derived from it. */
const ALONE = 0.98;
/** Above this share, many values are missing, or texts are different in nearly every row. */
const MANY = 0.5;
/** A column of at least this number of values, all of them different, may be an identifier. */
const IDENTIFIER_ROWS = 50;
/** Whole numbers that are all different are numbers of rows if their range has at most this many times as many. */
const DENSE = 2;

/** Returns what is remarkable about the columns, the most important first. */
export function warningsOfColumns(
  report: Pick<Report, "columns" | "columns_not_listed" | "evaluation" | "parameters">,
): ReportWarning[] {
  const { columns, evaluation } = report;
  const hashed = hashedColumns(report.parameters);
  const isOnlyOne = columns.length + report.columns_not_listed === 1;
  const usual = usualAccuracy(evaluation.classification);
  const alone = columns.filter(
    ({ score_alone: score }) => score !== undefined && score >= ALONE && score > usual && !isOnlyOne,
  );
  return [
    ...about(
      alone,
      "column_predicts_label",
      (names, isOne) =>
        `${names} alone ${isOne ? "predicts" : "predict"} the label: ${isOne ? "is it" : "are they"} known before the label is?`,
    ),
    ...about(
      columns.filter(({ missing, count }) => missing > MANY * (missing + count)),
      "many_missing",
      (names) => `most values of ${names} are missing`,
    ),
    ...about(
      columns.filter(isConstant),
      "constant_column",
      (names, isOne) => `${names} ${isOne ? "has" : "have"} the same value in every row`,
    ),
    ...about(
      columns.filter((column) => !hashed.has(column.name) && isIdentifier(column)),
      "identifier_column",
      (names, isOne) =>
        `${names} ${isOne ? "has" : "have"} another value in most rows, as identifiers have; leave out columns that only name the row`,
    ),
  ];
}

/** Returns the accuracy half of the way from always predicting the most frequent class to 1; below any score for numbers. */
function usualAccuracy(classification: Report["evaluation"]["classification"]): number {
  if (classification === undefined) return Number.NEGATIVE_INFINITY;
  const total = classification.class_counts.reduce((sum, count) => sum + count, 0);
  return (1 + Math.max(...classification.class_counts) / total) / 2;
}

function isConstant(column: ColumnSummary): boolean {
  if (column.count < 2) return false;
  if (column.kind === "numeric" || column.kind === "datetime")
    return quantileAt(column.quantiles, 0) === quantileAt(column.quantiles, 1);
  return column.kind === "boolean"
    ? column.true_count === 0 || column.true_count === column.count
    : column.distinct === 1;
}

/** Returns the names of the columns whose words are learnt: it does not matter that each text is another one. */
function hashedColumns({ text_features: names }: Report["parameters"]): ReadonlySet<string> {
  return new Set(Array.isArray(names) ? names.map((name) => shortText(String(name))) : []);
}

function isIdentifier(column: ColumnSummary): boolean {
  // Times are often all different.
  if (column.count < IDENTIFIER_ROWS || column.kind === "boolean" || column.kind === "datetime") return false;
  if (column.kind === "string") return column.distinct > MANY * column.count;
  const [low, high] = [quantileAt(column.quantiles, 0), quantileAt(column.quantiles, 1)];
  if (low === undefined || high === undefined || column.distinct < column.sampled) return false;
  return Number.isInteger(low) && Number.isInteger(high) && high - low < DENSE * column.count;
}

function about(
  columns: readonly ColumnSummary[],
  code: string,
  message: (names: string, isOne: boolean) => string,
): ReportWarning[] {
  if (columns.length === 0) return [];
  const names = listNames(columns.map(({ name }) => name));
  return [{ code, message: message(names, columns.length === 1) }];
}
