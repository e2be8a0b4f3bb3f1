import type { ColumnSummary, MetricLine, Report, ReportWarning } from "./report.ts";

type Judged = Omit<Report, "warnings">;

/** With fewer rows, a measurement depends on chance. */
const FEW_ROWS = 50;
/** A class with a smaller fraction of the rows is rare. */
const RARE = 0.05;
/** Above this score, a column alone predicts the label: it may have been derived from it. */
const ALONE = 0.98;
/** Above this fraction, many values are missing, or a text is different in nearly every row. */
const MANY = 0.5;
/** If the score on the training rows is higher by this much than on others, the model has learnt its rows by heart. */
const OVERFITTED = 0.1;
/** Most columns that one warning names. */
const MOST_NAMED = 5;

/** Returns what a reader of a report should know, in words, the most important first. */
export function warningsOf(report: Judged): ReportWarning[] {
  return [
    ...ofMeasurement(report),
    ...ofConvergence(report),
    ...ofClasses(report),
    ...ofColumns(report),
    ...report.evaluation.problems.map((problem) => ({ code: "not_measured", message: problem })),
  ];
}

function ofMeasurement({ model_type, evaluation, rows, metrics }: Judged): ReportWarning[] {
  const warnings: ReportWarning[] = [];
  const isSupervised = model_type === "classification" || model_type === "regression";
  const { kind, rows: measured } = evaluation.measured_on;
  if (isSupervised && kind === "training") {
    warnings.push({
      code: "measured_on_training",
      message:
        "measured on the training rows: expect worse on new data; train with cv or validation_fraction to measure it",
    });
  }
  if (rows < FEW_ROWS) {
    warnings.push({ code: "few_rows", message: `${rows} rows are few: the figures depend on chance` });
  } else if (isSupervised && measured < FEW_ROWS) {
    warnings.push({
      code: "few_rows_measured",
      message: `measured on ${measured} rows, which are few: the figures depend on chance`,
    });
  }
  return [...warnings, ...ofMainMetric(metrics)];
}

/** The best metric of each kind of model to judge it by. */
const MAIN = ["balanced_accuracy", "r2"];

function ofMainMetric(metrics: readonly MetricLine[]): ReportWarning[] {
  const lines = metrics.filter(({ name }) => MAIN.includes(name));
  const best = lines[0];
  if (best === undefined) return [];
  const warnings: ReportWarning[] = [];
  if (best.baseline !== null && best.value <= best.baseline) {
    warnings.push({
      code: "no_better_than_baseline",
      message: `${best.name} is ${shown(best.value)}, no better than ${shown(best.baseline)} of a model that ignores all columns`,
    });
  }
  const training = lines.find(({ measured_on }) => measured_on === "training");
  if (training !== undefined && training.value - best.value > OVERFITTED) {
    warnings.push({
      code: "overfitted",
      message: `${best.name} is ${shown(training.value)} on the training rows but ${shown(best.value)} on others: the model has learnt its rows by heart`,
    });
  }
  return warnings;
}

function ofConvergence({ converged, iterations }: Judged): ReportWarning[] {
  if (converged !== false) return [];
  return [
    {
      code: "not_converged",
      message: `the fit did not converge in ${iterations} iterations: raise max_iter, or scale the data`,
    },
  ];
}

function ofClasses({ evaluation, labels }: Judged): ReportWarning[] {
  const { classification } = evaluation;
  if (classification === undefined) return [];
  const { classes, class_counts } = classification;
  const name = labels[0]?.name ?? "the label";
  if (classes.length === 1) {
    return [
      { code: "single_class", message: `all rows have the same ${name}: the model predicts nothing else` },
    ];
  }
  const total = class_counts.reduce((sum, count) => sum + count, 0);
  return classes
    .map((label, index) => ({ label, fraction: class_counts[index]! / total }))
    .filter(({ fraction }) => fraction < Math.min(RARE, 0.5 / classes.length))
    .slice(0, MOST_NAMED)
    .map(({ label, fraction }) => ({
      code: "rare_class",
      message: `the class ${JSON.stringify(label)} is ${percent(fraction)} of the rows: look at its recall, not at the accuracy`,
    }));
}

function ofColumns({ columns, evaluation }: Judged): ReportWarning[] {
  const usual = usualAccuracy(evaluation.classification);
  const alone = columns.filter(
    ({ score_alone: score }) => score !== undefined && score >= ALONE && score > usual,
  );
  const missing = columns.filter((column) => column.missing > MANY * (column.missing + column.count));
  return [
    ...named(
      alone,
      "column_predicts_label",
      (names, isOne) =>
        `${names} alone ${isOne ? "predicts" : "predict"} the label: is it known before the label is?`,
    ),
    ...named(missing, "many_missing", (names) => `most values of ${names} are missing`),
    ...named(
      columns.filter(isConstant),
      "constant_column",
      (names, isOne) => `${names} ${isOne ? "has" : "have"} the same value in every row`,
    ),
    ...named(
      columns.filter(isIdentifier),
      "identifier_column",
      (names, isOne) =>
        `${names} ${isOne ? "has" : "have"} a different text in most rows, from which nothing can be learnt about others`,
    ),
  ];
}

/** Returns the accuracy of predicting the most frequent class, with a margin; below any score for numbers. */
function usualAccuracy(classification: Judged["evaluation"]["classification"]): number {
  if (classification === undefined) return Number.NEGATIVE_INFINITY;
  const total = classification.class_counts.reduce((sum, count) => sum + count, 0);
  const usual = Math.max(...classification.class_counts) / total;
  return (1 + usual) / 2;
}

function isConstant(column: ColumnSummary): boolean {
  if (column.count < 2) return false;
  if (column.kind === "numeric") return column.quantiles[0] === column.quantiles.at(-1);
  return column.kind === "boolean"
    ? column.true_count === 0 || column.true_count === column.count
    : column.distinct === 1;
}

function isIdentifier(column: ColumnSummary): boolean {
  return column.kind === "string" && column.count >= FEW_ROWS && column.distinct > MANY * column.count;
}

function named(
  columns: readonly ColumnSummary[],
  code: string,
  message: (names: string, isOne: boolean) => string,
): ReportWarning[] {
  if (columns.length === 0) return [];
  const names = columns.slice(0, MOST_NAMED).map(({ name }) => JSON.stringify(name));
  const more = columns.length - names.length;
  const list =
    more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ").replace(/, ([^,]*)$/, " and $1");
  return [{ code, message: message(list, columns.length === 1) }];
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(fraction: number): string {
  return `${Number((100 * fraction).toPrecision(2))} %`;
}
