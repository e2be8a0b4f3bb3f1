import { shortName } from "../learn/core/errors.ts";
import { leftOutMessages } from "../models/left-out-messages.ts";
import { warningsOfColumns } from "./column-warnings.ts";
import type { FoldsLeftOut } from "./describe-run.ts";
import { aboutDates, aboutRepeated } from "./random-folds.ts";
import type { MetricLine, Report, ReportWarning } from "./report.ts";
import { aboutThreshold } from "./threshold-rows.ts";

/** A report whose warnings are still to be written. */
export type Judged = Omit<Report, "warnings">;

/** With fewer rows, a measurement depends on chance. */
export const FEW_ROWS = 50;
/** The part of the way from the baseline to a perfect score that a model must go to be better than the baseline. */
const BETTER = 0.02;
/** If the score on the training rows is higher by more than this than on others, the model has learnt its rows by heart. */
const OVERFITTED = 0.1;
/** A class with a smaller share of the rows is rare. With many classes, it is one with less than half of its usual share. */
const RARE = 0.05;
/** If probabilities differ by more than this, on average, from what happens, they are not to be taken at their word. */
const CALIBRATED = 0.1;
/** With fewer rows, chance moves a calibration curve too much to judge by it. */
const CALIBRATION_ROWS = 100;
/** Most classes that are warned of. */
const MOST_CLASSES = 5;

/** Returns what a reader of a report should know, in words, the most important first. */
export function warningsOf(report: Judged): ReportWarning[] {
  return [
    ...ofMeasurement(report),
    ...ofSplit(report),
    ...ofMainMetric(report.metrics),
    ...ofConvergence(report),
    ...ofThreshold(report),
    ...ofClasses(report),
    ...ofCalibration(report),
    ...ofTexts(report),
    ...ofLeftOut(report),
    ...warningsOfColumns(report),
    ...report.evaluation.problems.map((problem) => ({ code: "not_measured", message: problem })),
  ];
}

function ofMeasurement({ model_type, evaluation, rows }: Judged): ReportWarning[] {
  const warnings: ReportWarning[] = [];
  const isSupervised = model_type === "classification" || model_type === "regression";
  const { kind, rows: measured, folds_left_out: leftOut } = evaluation.measured_on;
  if (leftOut !== undefined) warnings.push({ code: "folds_left_out", message: aboutFolds(leftOut) });
  if (isSupervised && kind === "training") {
    warnings.push({
      code: "measured_on_training",
      message:
        leftOut === undefined
          ? "measured on the training rows: expect worse on new data; train with cv or validation_fraction to measure it"
          : "measured on the training rows: expect worse on new data",
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
  return warnings;
}

function aboutFolds({ count, of, reasons }: FoldsLeftOut): string {
  const why = reasons.join("; ");
  if (count === of) return `none of the ${of} folds of cv could be measured: ${why}`;
  const others = of - count === 1 ? "the other one" : `the other ${of - count}`;
  return `${count} of ${of} folds of cv could not be measured, and the figures are those of ${others}: ${why}`;
}

function ofSplit({ evaluation }: Judged): ReportWarning[] {
  const { dated_columns: dated = [], repeated_columns: repeated = [] } = evaluation.measured_on;
  return [
    ...(dated.length === 0 ? [] : [{ code: "dates_ignored", message: aboutDates(dated) }]),
    ...(repeated.length === 0 ? [] : [{ code: "groups_ignored", message: aboutRepeated(repeated) }]),
  ];
}

/** The metrics to judge a model by: the first that it has. One that predicts a quantile may have any r2. */
const MAIN = ["mean_pinball_loss", "balanced_accuracy", "r2"];

function ofMainMetric(metrics: readonly MetricLine[]): ReportWarning[] {
  const main = MAIN.find((name) => metrics.some((line) => line.name === name));
  const lines = metrics.filter(({ name }) => name === main);
  const best = lines[0];
  const score = best && scoreOf(best);
  if (score === undefined) return [];
  const warnings: ReportWarning[] = [];
  if (isBetter(score) === false) {
    warnings.push({
      code: "no_better_than_baseline",
      message: `${best!.name} is ${shown(best!.value)}, no better than the ${shown(best!.baseline!)} of a model that ignores all columns`,
    });
  }
  const training = lines.find(({ measured_on }) => measured_on === "training");
  const learnt = training && scoreOf(training);
  // A model that is bad on its own rows, too, has not learnt them by heart.
  if (learnt !== undefined && isBetter(learnt) !== false && learnt.value - score.value > OVERFITTED) {
    warnings.push({
      code: "overfitted",
      message: `${best!.name} is ${shown(training!.value)} on the training rows but ${shown(best!.value)} on others: the model has learnt its rows by heart; make it simpler, or train it on more rows`,
    });
  }
  return warnings;
}

/** A score of which 1 is perfect. */
type Score = Pick<MetricLine, "value" | "baseline">;

/** Returns a metric as a score: of a loss, the part of its baseline that it saves (scikit-learn's D²); undefined without one. */
function scoreOf({ value, baseline, greater_is_better }: MetricLine): Score | undefined {
  if (greater_is_better !== false) return { value, baseline };
  return baseline === null || baseline <= 0 ? undefined : { value: 1 - value / baseline, baseline: 0 };
}

/** Returns whether a score is clearly better than its baseline; undefined without one. */
function isBetter({ value, baseline }: Score): boolean | undefined {
  return baseline === null ? undefined : value - baseline > BETTER * (1 - baseline);
}

function ofConvergence({ converged, iterations }: Judged): ReportWarning[] {
  if (converged !== false) return [];
  const steps = iterations === null ? "" : ` in ${iterations} iterations`;
  return [
    {
      code: "not_converged",
      message: `the fit did not converge${steps}: raise max_iter, or scale the columns`,
    },
  ];
}

function ofThreshold({ evaluation: { classification } }: Judged): ReportWarning[] {
  const chosenOn = classification?.threshold_chosen_on;
  const message = chosenOn && aboutThreshold(chosenOn);
  return message === undefined ? [] : [{ code: "few_rows_for_threshold", message }];
}

function ofClasses({ evaluation, labels }: Judged): ReportWarning[] {
  const { classification } = evaluation;
  if (classification === undefined) return [];
  const { classes, classes_not_listed, class_counts } = classification;
  const number = classes.length + classes_not_listed;
  if (number === 1) {
    const name = shortName(labels[0]?.name ?? "the label");
    return [
      { code: "single_class", message: `all rows have the same ${name}: the model predicts nothing else` },
    ];
  }
  const total = class_counts.reduce((sum, count) => sum + count, 0);
  return classes
    .map((label, index) => ({ label, share: class_counts[index]! / total }))
    .filter(({ share }) => share < Math.min(RARE, 0.5 / number))
    .slice(0, MOST_CLASSES)
    .map(({ label, share }) => ({
      code: "rare_class",
      message: `the class ${quoted(label)} is ${percent(share)} of the rows: look at its recall, not at the accuracy`,
    }));
}

function ofCalibration({ evaluation: { classification }, parameters }: Judged): ReportWarning[] {
  const worst = (classification?.curves ?? [])
    .map((curve) => ({ label: curve.class, error: calibrationError(curve.calibration) }))
    .toSorted((a, b) => b.error - a.error)[0];
  if (worst === undefined || !(worst.error > CALIBRATED)) return [];
  const remedy = parameters.calibrate === null ? "train with calibrate, or " : "";
  return [
    {
      code: "badly_calibrated",
      message: `the probabilities of the class ${quoted(worst.label)} are wrong by ${percent(worst.error)} on average: ${remedy}use them to rank rows, not as chances`,
    },
  ];
}

type Calibration = NonNullable<Judged["evaluation"]["classification"]>["curves"][number]["calibration"];

/** Returns the expected calibration error: the mean over the rows of |mean probability − share| of their bin; 0 for few rows. */
function calibrationError(calibration: Calibration): number {
  if (calibration === null) return 0;
  const { counts, mean_predicted, fraction_of_positives } = calibration;
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (rows < CALIBRATION_ROWS) return 0;
  return counts.reduce(
    (sum, count, i) => sum + (count / rows) * Math.abs(mean_predicted[i]! - fraction_of_positives[i]!),
    0,
  );
}

function ofTexts({ texts_as_missing }: Judged): ReportWarning[] {
  if (texts_as_missing === 0) return [];
  const isOne = texts_as_missing === 1;
  return [
    {
      code: "texts_as_missing",
      message: `${isOne ? "one text in a column of numbers or dates was" : `${texts_as_missing} texts in columns of numbers or dates were`} taken as missing: ${isOne ? "it is" : "they are"} "NaN" or empty`,
    },
  ];
}

function ofLeftOut({ columns_left_out = [] }: Judged): ReportWarning[] {
  return leftOutMessages(columns_left_out).map((message) => ({ code: "columns_left_out", message }));
}

/** Returns a class in quotes, cut if it is long. */
function quoted(label: string | number | boolean): string {
  return JSON.stringify(typeof label === "string" ? shortName(label) : label);
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
