import { areaY, dot, line, rect, ruleX, ruleY } from "@observablehq/plot";
import { quantileAt, RESIDUAL_QUANTILES } from "../fractions.ts";
import type { LabelResiduals, Report } from "../report.ts";
import { numberAxis } from "./axis.ts";
import { chart, diagonal } from "./chart.ts";
import { figure, figures } from "./figure.ts";
import { formatCount, formatNumber } from "./format.ts";
import { bars, histogramTable } from "./histogram.ts";
import { type Html, html } from "./html.ts";
import { nameOf } from "./names.ts";
import { type Section, section } from "./section.ts";

/** The most labels that are drawn. */
const MAX_LABELS = 4;

/** Returns the section about the errors of a regressor. */
export function regressionSection({ evaluation }: Report): Section | undefined {
  const { regression } = evaluation;
  if (regression === undefined || regression.length === 0) return undefined;
  const drawn = regression.slice(0, MAX_LABELS);
  const others = regression.length - drawn.length;
  return section(
    "errors",
    "How far off it is",
    drawn.map(
      (label) =>
        html`${
          regression.length > 1 ? html`<h3 class="group">${nameOf(label.label)}</h3>` : undefined
        }${figures(truthFigure(label), residualFigure(label), histogramFigure(label))}`,
    ),
    others > 0
      ? html`<p class="lead">${formatCount(others)} more labels are in the data of this report (Accept: application/json).</p>`
      : undefined,
  );
}

/** The means of predictions and true values, in bins of predictions, and the band in which most true values are. */
function truthFigure({ bins }: LabelResiduals): Html | undefined {
  if (bins.length === 0) return undefined;
  const ends = bins.map((bin) => bin.mean_predicted);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return figure({
    title: "Predicted and true values",
    explanation:
      "Each dot is the mean of rows with similar predictions: on the diagonal, predictions are right on average. The band holds nine in ten of the true values.",
    chart: chart("Mean true value by predicted value", {
      x: { label: "predicted", ...numberAxis(ends) },
      y: { label: "true", grid: true, ...numberAxis(ends) },
      marks: [
        bins.length > 1
          ? areaY(bins, {
              x: "mean_predicted",
              y1: (bin: Bin) => bin.mean_predicted + bin.residual_quantiles[0]!,
              y2: (bin: Bin) => bin.mean_predicted + bin.residual_quantiles.at(-1)!,
              fill: "var(--series-1)",
              fillOpacity: 0.15,
            })
          : undefined,
        diagonal(low, high),
        dot(bins, {
          x: "mean_predicted",
          y: "mean_true",
          r: 3.5,
          fill: "var(--series-1)",
          title: ({ count, ...bin }: Bin) =>
            `${formatCount(count)} rows: predicted ${formatNumber(bin.mean_predicted)}, true ${formatNumber(bin.mean_true)}`,
        }),
      ],
    }),
    table: {
      head: [
        "mean predicted",
        "mean true",
        "rows",
        ...RESIDUAL_QUANTILES.map((q) => `residual at ${q * 100} %`),
      ],
      rows: bins.map((bin) => [
        bin.mean_predicted,
        bin.mean_true,
        html`${formatCount(bin.count)}`,
        ...bin.residual_quantiles,
      ]),
    },
  });
}

type Bin = LabelResiduals["bins"][number];

/** Rows by prediction and residual. */
function residualFigure({ density, bins }: LabelResiduals): Html | undefined {
  const { predicted_edges: xs, residual_edges: ys, counts } = density;
  const most = Math.max(...counts.flat(), 0);
  if (most === 0) return undefined;
  const cells = counts.flatMap((column, i) =>
    column.map((count, j) => ({ x1: xs[i]!, x2: xs[i + 1]!, y1: ys[j]!, y2: ys[j + 1]!, count })),
  );
  return figure({
    title: "Residuals",
    explanation:
      "What is missing from the prediction (true minus predicted), by predicted value: darker where there are more rows. The line is the median; good residuals lie around 0 all along, without a curve or a funnel.",
    chart: chart("Residuals by predicted value", {
      x: { label: "predicted", ...numberAxis(xs) },
      y: { label: "residual", grid: true, ...numberAxis(ys) },
      marks: [
        rect(
          cells.filter(({ count }) => count > 0),
          {
            x1: "x1",
            x2: "x2",
            y1: "y1",
            y2: "y2",
            fill: "var(--series-1)",
            // The square root shows single rows beside thousands.
            fillOpacity: ({ count }: { count: number }) => 0.08 + 0.82 * Math.sqrt(count / most),
            title: ({ count }: { count: number }) => `${formatCount(count)} rows`,
          },
        ),
        ruleY([0], { strokeOpacity: 0.7 }),
        bins.length > 1
          ? line(bins, {
              x: "mean_predicted",
              y: ({ residual_quantiles: quantiles }: Bin) => quantiles[RESIDUAL_QUANTILES.indexOf(0.5)],
              stroke: "var(--series-2)",
              strokeWidth: 2,
            })
          : undefined,
      ],
      // Opacities are not data.
      opacity: { type: "identity" },
    }),
    table: {
      head: ["predicted from", "to", "residual from", "to", "rows"],
      rows: cells
        .filter(({ count }) => count > 0)
        .toSorted((a, b) => b.count - a.count)
        .slice(0, 25)
        .map(({ x1, x2, y1, y2, count }) => [x1, x2, y1, y2, html`${formatCount(count)}`]),
    },
  });
}

function histogramFigure({ residual_histogram: histogram, residual_quantiles: quantiles }: LabelResiduals) {
  if (histogram.counts.length === 0) return undefined;
  const [low, high] = [quantileAt(quantiles, 0.1), quantileAt(quantiles, 0.9)];
  const words =
    low === undefined || high === undefined
      ? ""
      : ` Eight in ten lie from ${formatNumber(low)} to ${formatNumber(high)}.`;
  return figure({
    title: "Size of the errors",
    explanation: `How many rows have which error (true minus predicted): the narrower around 0, the better.${words}`,
    chart: chart(`Histogram of residuals.${words}`, {
      x: { label: "residual", ...numberAxis(histogram.edges) },
      y: { label: "rows", grid: true, ...numberAxis(histogram.counts) },
      marks: [bars(histogram), ruleY([0]), ruleX([0], { strokeOpacity: 0.7 })],
    }),
    table: histogramTable(histogram),
  });
}
