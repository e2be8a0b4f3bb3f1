import { expect, test } from "bun:test";
import type { ColumnSummary, MetricLine, Report } from "../../src/insight/report.ts";
import { warningsOf } from "../../src/insight/warnings.ts";
import { exampleClassification, exampleReport, numericColumn, textColumn } from "./example-report.ts";

const codes = (report: Report) => warningsOf(report).map(({ code }) => code);
const message = (report: Report) => warningsOf(report)[0]?.message;
const { evaluation } = exampleReport();

test("a report in which nothing is remarkable has no warnings", () => {
  expect(warningsOf(exampleReport())).toEqual([]);
  expect(warningsOf(exampleClassification())).toEqual([]);
});

test("figures of the training rows are marked for models with labels, and only for those", () => {
  const onTraining = { ...evaluation, measured_on: { kind: "training", rows: 800, folds: null } } as const;
  expect(warningsOf(exampleReport({ evaluation: onTraining }))).toEqual([
    {
      code: "measured_on_training",
      message:
        "measured on the training rows: expect worse on new data; train with cv or validation_fraction to measure it",
    },
  ]);
  expect(codes(exampleReport({ evaluation: onTraining, model_type: "clustering" }))).toEqual([]);
  expect(codes(exampleReport({ evaluation: onTraining, model_type: "outlier_detection" }))).toEqual([]);
});

test("folds that could not be measured are told before the figures of the others, with the reasons", () => {
  const leftOut = (count: number, kind: "cv" | "training") => {
    const folds_left_out = { count, of: 5, reasons: ["no class", "too few rows"] };
    const folds = kind === "cv" ? 5 - count : null;
    return exampleReport({
      evaluation: { ...evaluation, measured_on: { kind, rows: 160, folds, folds_left_out } },
    });
  };
  expect(warningsOf(leftOut(4, "cv"))).toEqual([
    {
      code: "folds_left_out",
      message:
        "4 of 5 folds of cv could not be measured, and the figures are those of the other one: no class; too few rows",
    },
  ]);
  expect(message(leftOut(3, "cv"))).toContain("those of the other 2: no class");
  expect(warningsOf(leftOut(5, "training"))).toEqual([
    {
      code: "folds_left_out",
      message: "none of the 5 folds of cv could be measured: no class; too few rows",
    },
    { code: "measured_on_training", message: "measured on the training rows: expect worse on new data" },
  ]);
});

test("fewer than 50 rows are few, of the training or to measure on", () => {
  const rows = (all: number, measured: number) =>
    exampleReport({
      rows: all,
      evaluation: { ...evaluation, measured_on: { kind: "validation", rows: measured, folds: null } },
    });
  expect(codes(rows(49, 10))).toEqual(["few_rows"]);
  expect(message(rows(49, 10))).toBe("49 rows are few: the figures depend on chance");
  expect(codes(rows(50, 49))).toEqual(["few_rows_measured"]);
  expect(codes(rows(50, 50))).toEqual([]);
});

const line = (changes: Partial<MetricLine>): MetricLine => ({
  name: "r2",
  measured_on: "cv",
  value: 0.5,
  std: null,
  baseline: 0,
  greater_is_better: true,
  ...changes,
});

test("a model must go a fiftieth of the way from the baseline to a perfect score to be better", () => {
  const metrics = (changes: Partial<MetricLine>) => exampleReport({ metrics: [line(changes)] });
  expect(codes(metrics({ value: 0.02 }))).toEqual(["no_better_than_baseline"]);
  expect(codes(metrics({ value: 0.0201 }))).toEqual([]);
  expect(codes(metrics({ value: -3 }))).toEqual(["no_better_than_baseline"]);
  expect(codes(metrics({ name: "balanced_accuracy", value: 0.5099, baseline: 0.5 }))).toEqual([
    "no_better_than_baseline",
  ]);
  expect(message(metrics({ name: "balanced_accuracy", value: 0.5099, baseline: 0.5 }))).toBe(
    "balanced_accuracy is 0.51, no better than the 0.5 of a model that ignores all columns",
  );
  expect(codes(metrics({ name: "balanced_accuracy", value: 0.5101, baseline: 0.5 }))).toEqual([]);
  expect(codes(metrics({ baseline: null, value: 0 }))).toEqual([]);
  expect(codes(metrics({ name: "rmse", value: 0, baseline: 0 }))).toEqual([]);
});

test("a score that is higher by more than 0.1 on the training rows is a sign of overfitting", () => {
  const scores = (training: number, value: number) =>
    exampleReport({ metrics: [line({ value }), line({ value: training, measured_on: "training" })] });
  expect(codes(scores(0.625, 0.5))).toEqual(["overfitted"]);
  expect(message(scores(1, 0.5))).toContain("r2 is 1 on the training rows but 0.5 on others");
  expect(codes(scores(0.59, 0.5))).toEqual([]);
  expect(codes(scores(0.4, 0.5))).toEqual([]);
});

test("a model that is no better than the baseline on its own rows has not learnt them by heart", () => {
  const scores = (training: number, baseline: number | null) =>
    codes(
      exampleReport({
        metrics: [
          line({ value: -6.46, baseline: null }),
          line({ value: training, measured_on: "training", baseline }),
        ],
      }),
    );
  expect(scores(-1.03, 0)).toEqual([]);
  expect(scores(0.02, 0)).toEqual([]);
  expect(scores(0.021, 0)).toEqual(["overfitted"]);
  expect(scores(-1.03, null)).toEqual(["overfitted"]);
});

test("a model that predicts a quantile is judged by its loss, whatever its r2 is", () => {
  const r2 = [line({ value: -0.505, baseline: 0 }), line({ value: 0.9, measured_on: "training" })];
  const loss = (value: number, measured_on: MetricLine["measured_on"] = "cv", baseline: number | null = 10) =>
    line({ name: "mean_pinball_loss", value, measured_on, baseline, greater_is_better: false });
  const report = (...losses: MetricLine[]) => exampleReport({ metrics: [...r2, ...losses] });
  expect(codes(report(loss(9)))).toEqual([]);
  expect(codes(report(loss(9.79)))).toEqual([]);
  expect(codes(report(loss(9.81)))).toEqual(["no_better_than_baseline"]);
  expect(message(report(loss(11)))).toBe(
    "mean_pinball_loss is 11, no better than the 10 of a model that ignores all columns",
  );
  expect(codes(report(loss(9), loss(8.1, "training")))).toEqual([]);
  expect(codes(report(loss(9), loss(7.9, "training")))).toEqual(["overfitted"]);
  expect(codes(report(loss(11), loss(9.9, "training")))).toEqual(["no_better_than_baseline"]);
  expect(codes(report(loss(9, "cv", null)))).toEqual([]);
  expect(codes(report(loss(0, "cv", 0)))).toEqual([]);
});

test("a fit that did not converge is told, with its iterations", () => {
  expect(message(exampleReport({ converged: false, iterations: 100 }))).toBe(
    "the fit did not converge in 100 iterations: raise max_iter, or scale the columns",
  );
  expect(message(exampleReport({ converged: false }))).toStartWith("the fit did not converge: raise");
  expect(codes(exampleReport({ converged: true, iterations: 100 }))).toEqual([]);
});

test("a class with less than a twentieth of the rows is rare; with many classes, with less than half of its part", () => {
  expect(codes(exampleClassification({ class_counts: [95, 5] }))).toEqual([]);
  expect(codes(exampleClassification({ class_counts: [951, 49] }))).toEqual(["rare_class"]);
  expect(message(exampleClassification({ class_counts: [98, 2] }))).toBe(
    'the class "yes" is 2 % of the rows: look at its recall, not at the accuracy',
  );
  const classes = Array.from({ length: 20 }, (_, i) => i);
  const counts = (last: number) => [...classes.slice(1).map(() => 100), last];
  expect(codes(exampleClassification({ classes, class_counts: counts(48) }))).toEqual(["rare_class"]);
  expect(codes(exampleClassification({ classes, class_counts: counts(49) }))).toEqual([]);
  // Classes that are not listed are no classes of their own.
  const joined = { classes: ["a", "b"], classes_not_listed: 18, class_counts: [30, 30, 940] };
  expect(codes(exampleClassification(joined))).toEqual([]);
});

test("a threshold that was chosen by fewer than five rows of a class in each fold is told", () => {
  const chosen = (rows: number, folds = 5) =>
    exampleClassification({ threshold_chosen_on: { class: "yes", rows, folds } });
  expect(warningsOf(chosen(24))).toEqual([
    {
      code: "few_rows_for_threshold",
      message:
        'the threshold is chosen on 5 folds, but only 24 rows are of the class "yes": it depends on chance; send a number as threshold, leave it out, or train on at least 25 rows of each class',
    },
  ]);
  expect(codes(chosen(25))).toEqual([]);
  expect(codes(chosen(25, 10))).toEqual(["few_rows_for_threshold"]);
});

test("a single class is told", () => {
  const single = { classes: ["no"], class_counts: [800] };
  expect(message(exampleClassification(single, { labels: [textColumn({ name: "churned" })] }))).toBe(
    "all rows have the same churned: the model predicts nothing else",
  );
  expect(codes(exampleClassification({ ...single, classes_not_listed: 1 }))).not.toContain("single_class");
});

test("probabilities that are wrong by more than a tenth on average are told, if there are rows enough", () => {
  const curve = (fraction: number, rows: number) =>
    exampleClassification({
      curves: [
        {
          class: "yes",
          roc: null,
          precision_recall: null,
          calibration: {
            mean_predicted: [0.25, 0.75],
            fraction_of_positives: [0.25, fraction],
            counts: [rows / 2, rows / 2],
            brier: 0.2,
          },
        },
      ],
    });
  expect(codes(curve(0.5, 100))).toEqual(["badly_calibrated"]);
  expect(message(curve(0.5, 100))).toContain('the class "yes" are wrong by 13 % on average');
  expect(codes(curve(0.56, 100))).toEqual([]);
  expect(codes(curve(0.5, 98))).toEqual([]);
});

test("texts that were taken as missing are told", () => {
  expect(codes(exampleReport({ texts_as_missing: 0 }))).toEqual([]);
  expect(message(exampleReport({ texts_as_missing: 1 }))).toBe(
    'one text in a column of numbers or dates was taken as missing: it is "NaN" or empty',
  );
  expect(message(exampleReport({ texts_as_missing: 7 }))).toStartWith(
    "7 texts in columns of numbers or dates were taken as missing",
  );
});

const withColumn = (column: ColumnSummary) => exampleReport({ columns: [column], columns_not_listed: 2 });

test("a column that alone predicts the label is told, unless the label is nearly always the same or it is the only one", () => {
  const alone = (score_alone: number) => numericColumn({ score_alone });
  expect(codes(withColumn(alone(0.98)))).toEqual(["column_predicts_label"]);
  expect(message(withColumn(alone(0.99)))).toBe(
    '"age" alone predicts the label: is it known before the label is?',
  );
  expect(codes(withColumn(alone(0.979)))).toEqual([]);
  expect(codes(exampleReport({ columns: [alone(1)], columns_not_listed: 0 }))).toEqual([]);
  const classes = (counts: number[]) =>
    exampleClassification({ class_counts: counts }, { columns: [alone(0.98)], columns_not_listed: 2 });
  expect(codes(classes([500, 300]))).toEqual(["column_predicts_label"]);
  expect(codes(classes([960, 40]))).toEqual(["rare_class"]);
});

test("a column of which more than half is missing is told", () => {
  expect(codes(withColumn(textColumn({ count: 100, missing: 100 })))).toEqual([]);
  expect(codes(withColumn(textColumn({ count: 100, missing: 101 })))).toEqual(["many_missing"]);
  expect(codes(withColumn(textColumn({ count: 0, missing: 10, distinct: 0 })))).toEqual(["many_missing"]);
});

test("a column with a single value is told, of each kind", () => {
  expect(codes(withColumn(numericColumn({ quantiles: Array(15).fill(3), distinct: 1 })))).toEqual([
    "constant_column",
  ]);
  expect(codes(withColumn(textColumn({ distinct: 1 })))).toEqual(["constant_column"]);
  const yes = (true_count: number): ColumnSummary => ({
    name: "active",
    kind: "boolean",
    count: 100,
    missing: 0,
    true_count,
  });
  expect([0, 1, 99, 100].map((count) => codes(withColumn(yes(count))))).toEqual([
    ["constant_column"],
    [],
    [],
    ["constant_column"],
  ]);
});

test("a column whose values are nearly all different is like an identifier", () => {
  expect(codes(withColumn(textColumn({ distinct: 50 })))).toEqual([]);
  expect(codes(withColumn(textColumn({ distinct: 51 })))).toEqual(["identifier_column"]);
  // The words of such text may be learnt, so that it is not said to be useless.
  expect(message(withColumn(textColumn({ distinct: 51 })))).toEndWith(
    "another value in most rows, as identifiers have; leave out columns that only name the row",
  );
  expect(codes(withColumn(textColumn({ count: 49, distinct: 49 })))).toEqual([]);
  const numbers = (high: number, distinct: number, low = 1) =>
    numericColumn({ distinct, quantiles: [low, ...Array(13).fill((low + high) / 2), high] });
  expect(codes(withColumn(numbers(100, 100)))).toEqual(["identifier_column"]);
  expect(codes(withColumn(numbers(100, 99)))).toEqual([]);
  expect(codes(withColumn(numbers(200, 100)))).toEqual(["identifier_column"]);
  expect(codes(withColumn(numbers(201, 100)))).toEqual([]);
  expect(codes(withColumn(numbers(100, 100, 0.5)))).toEqual([]);
});

test("a column whose words are learnt is not like an identifier", () => {
  const columns = [
    textColumn({ name: "comment", distinct: 100 }),
    textColumn({ name: "key", distinct: 100 }),
  ];
  const report = (text_features: unknown) => exampleReport({ columns, parameters: { text_features } });
  expect(message(report(["comment"]))).toStartWith('"key" has another value in most rows');
  expect(message(report(null))).toStartWith('"comment", "key" have another value in most rows');
  expect(codes(report(["comment", "key"]))).toEqual([]);
});

test("a warning names at most five columns, however long their names are", () => {
  const columns = Array.from({ length: 8 }, (_, i) =>
    textColumn({ name: `${"x".repeat(10_000)}${i}`, distinct: 1 }),
  );
  const [warning] = warningsOf(exampleReport({ columns }));
  expect(warning!.message.length).toBeLessThan(600);
  expect(warning!.message).toEndWith("and 3 more have the same value in every row");
});

test("what could not be measured is told", () => {
  const problems = ["the partial dependence could not be measured: Error: no"];
  expect(warningsOf(exampleReport({ evaluation: { ...evaluation, problems } }))).toEqual([
    { code: "not_measured", message: problems[0]! },
  ]);
});
