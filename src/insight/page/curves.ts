import { dot, line, ruleX, ruleY } from "@observablehq/plot";
import type { ClassCurves, Classification } from "../report.ts";
import { numberAxis, UNIT_AXIS } from "./axis.ts";
import { chart, diagonal, lineStyle, MAX_SERIES, SERIES } from "./chart.ts";
import { figure } from "./figure.ts";
import { formatCount, formatScore } from "./format.ts";
import { type Html, html } from "./html.ts";
import { cut, valueText } from "./names.ts";
import { spread } from "./table.ts";

type Point = readonly [number, number];

/** Returns the classes whose curves are drawn: those that are told apart least well, in the order of the classes. */
export function drawnCurves({ curves }: Classification): readonly ClassCurves[] {
  const worst = curves.toSorted((a, b) => (a.roc?.auc ?? 2) - (b.roc?.auc ?? 2)).slice(0, MAX_SERIES);
  return curves.filter((curve) => worst.includes(curve));
}

/** Returns the ROC curves of `drawn` as one figure; undefined without any. */
export function rocFigure(drawn: readonly ClassCurves[]): Html | undefined {
  const curves = drawn.filter(({ roc }) => roc !== null);
  if (curves.length === 0) return undefined;
  return figure({
    title: "ROC curve",
    explanation: `Lowering the threshold finds more of a class (up) at the price of false alarms (right): the closer to the upper left corner, the better; the diagonal is guessing. ${summary("Area under the curve", curves, ({ roc }) => roc!.auc)}`,
    series: curves.map((curve) => curve.class),
    chart: chart(`ROC curve. ${summary("Area under the curve", curves, ({ roc }) => roc!.auc)}`, {
      x: { ...UNIT_AXIS, label: "false positive rate" },
      y: { ...UNIT_AXIS, label: "true positive rate", grid: true },
      marks: [
        ruleY([0]),
        diagonal(0, 1),
        curves.map(({ roc }, i) => curveLine(pairs(roc!.fpr, roc!.tpr), i)),
      ],
    }),
    table: curveTable(curves, ["false positive rate", "true positive rate"], ({ roc }) => [
      roc!.fpr,
      roc!.tpr,
    ]),
  });
}

/** Returns the precision-recall curves of `drawn` as one figure; undefined without any. */
export function precisionRecallFigure(drawn: readonly ClassCurves[]): Html | undefined {
  const curves = drawn.filter((curve) => curve.precision_recall !== null);
  if (curves.length === 0) return undefined;
  const averages = summary("Average precision", curves, (curve) => curve.precision_recall!.average_precision);
  return figure({
    title: "Precision and recall",
    explanation: `To find a share of a class (right), how many of the alarms are right (up): the closer to the upper right corner, the better. ${averages}`,
    series: curves.map((curve) => curve.class),
    chart: chart(`Precision-recall curve. ${averages}`, {
      x: { ...UNIT_AXIS, label: "recall" },
      y: { ...UNIT_AXIS, label: "precision", grid: true },
      marks: [
        ruleY([0]),
        curves
          .map(({ precision_recall: curve }, i) => ({ ...curve!, i }))
          .map(({ recall, precision, i }) => curveLine(pairs(recall, precision), i, "step-before")),
      ],
    }),
    table: curveTable(curves, ["recall", "precision"], ({ precision_recall: curve }) => [
      curve!.recall,
      curve!.precision,
    ]),
  });
}

/** Returns the calibration curves of `drawn` as one figure; undefined without any. */
export function calibrationFigure(drawn: readonly ClassCurves[]): Html | undefined {
  const curves = drawn.filter(({ calibration }) => calibration !== null);
  if (curves.length === 0) return undefined;
  const losses = summary("Brier score", curves, ({ calibration }) => calibration!.brier);
  return figure({
    title: "Calibration",
    explanation: `Of the rows with a predicted probability (right), how many belong to the class (up): on the diagonal, probabilities can be taken at their word. ${losses}`,
    series: curves.map((curve) => curve.class),
    chart: chart(`Calibration curve. ${losses}`, {
      x: { ...UNIT_AXIS, label: "predicted probability" },
      y: { ...UNIT_AXIS, label: "share that belongs to the class", grid: true },
      r: {
        type: "sqrt",
        domain: [0, Math.max(...curves.flatMap(({ calibration }) => calibration!.counts))],
        range: [2, 8],
      },
      marks: [
        ruleY([0]),
        diagonal(0, 1),
        curves.map(({ calibration }, i) => {
          const { mean_predicted, fraction_of_positives, counts } = calibration!;
          const points = pairs(mean_predicted, fraction_of_positives);
          return [
            curveLine(points, i),
            dot(points, {
              r: counts.map((count) => Math.max(count, 1)),
              fill: SERIES[i]!.color,
              symbol: SERIES[i]!.symbol,
              title: (_: Point, at: number) => `${formatCount(counts[at]!)} rows`,
            }),
          ];
        }),
      ],
    }),
    table: {
      head: ["class", "predicted probability", "share of the class", "rows"],
      rows: curves.flatMap(({ class: name, calibration }) =>
        calibration!.counts.map((count, i) => [
          name,
          calibration!.mean_predicted[i]!,
          calibration!.fraction_of_positives[i]!,
          html`${formatCount(count)}`,
        ]),
      ),
    },
  });
}

/** Returns the scores by threshold of a classifier of two classes; undefined without any. */
export function thresholdFigure({
  thresholds,
  classes,
  decision_threshold,
}: Classification): Html | undefined {
  const last = classes.at(-1);
  if (thresholds === null || thresholds.threshold.length < 2 || last === undefined) return undefined;
  const { threshold, of } = thresholds;
  const positive = cut(valueText(last), 40);
  const what = of === "probability" ? "probability" : "decision value";
  const names = ["precision", "recall", "f1", "accuracy"] as const;
  const now = decision_threshold ?? (of === "probability" ? 0.5 : 0);
  return figure({
    title: "Scores by threshold",
    explanation: `What follows from predicting “${positive}” only from a certain ${what} on; the vertical line is what the model does now${
      decision_threshold === undefined ? "" : ` (${formatScore(decision_threshold)})`
    }. Move it where false alarms and misses cost differently.`,
    series: names,
    chart: chart(`Precision, recall, f1 and accuracy by the threshold of the ${what}`, {
      x:
        of === "probability"
          ? { ...UNIT_AXIS, label: "threshold" }
          : { label: "threshold", ...numberAxis(threshold) },
      y: { ...UNIT_AXIS, label: "score", grid: true },
      marks: [
        ruleY([0]),
        ruleX([now], { strokeOpacity: 0.6 }),
        names.map((name, i) => curveLine(pairs(threshold, thresholds[name]), i)),
      ],
    }),
    table: {
      head: ["threshold", ...names, "rows predicted as the class"],
      rows: spread(threshold.length).map((i) => [
        threshold[i]!,
        ...names.map((name) => thresholds[name][i]!),
        html`${formatCount(thresholds.predicted_positive[i]!)}`,
      ]),
    },
  });
}

function curveLine(points: readonly Point[], i: number, curve: "linear" | "step-before" = "linear") {
  return line(points, { ...lineStyle(i), curve });
}

function pairs(x: readonly number[], y: readonly number[]): Point[] {
  return x.map((value, i) => [value, y[i]!] as const);
}

/** Returns a sentence with the number of each curve. */
function summary(what: string, curves: readonly ClassCurves[], of: (curve: ClassCurves) => number): string {
  const [first] = curves;
  if (curves.length === 1) return `${what}: ${formatScore(of(first!))}.`;
  return `${what}: ${curves.map((curve) => `${formatScore(of(curve))} for “${cut(valueText(curve.class), 20)}”`).join(", ")}.`;
}

function curveTable(
  curves: readonly ClassCurves[],
  [x, y]: readonly [string, string],
  of: (curve: ClassCurves) => readonly [readonly number[], readonly number[]],
) {
  return {
    head: ["class", x, y],
    rows: curves.flatMap((curve) => {
      const [xs, ys] = of(curve);
      return spread(xs.length).map((i) => [curve.class, xs[i]!, ys[i]!]);
    }),
  };
}
