import { ruleX, ruleY } from "@observablehq/plot";
import { QUANTILES } from "../fractions.ts";
import type { Report } from "../report.ts";
import { numberAxis } from "./axis.ts";
import { chart } from "./chart.ts";
import { figure, figures } from "./figure.ts";
import { formatCount, formatNumber, formatShare } from "./format.ts";
import { bars, histogramTable } from "./histogram.ts";
import { html } from "./html.ts";
import { type Section, section } from "./section.ts";
import { dataTable } from "./table.ts";

/** Returns the section about the scores of an outlier detector. */
export function outliersSection({ evaluation: { outliers, measured_on } }: Report): Section | undefined {
  if (outliers === undefined) return undefined;
  const { n_outliers, scores, score_quantiles, threshold } = outliers;
  const share = formatShare(n_outliers / Math.max(measured_on.rows, 1));
  const line =
    threshold === null ? "" : ` Rows at or left of the line, at ${formatNumber(threshold)}, are outliers.`;
  return section(
    "outliers",
    "What it finds unusual",
    html`<p class="lead">${formatCount(n_outliers)} of ${formatCount(measured_on.rows)} rows (${share}) are outliers.</p>`,
    scores.counts.length === 0
      ? undefined
      : figures(
          figure({
            title: "Scores",
            explanation: `The lower the score of a row, the more unusual it is.${line} A good threshold lies where few rows are.`,
            chart: chart(`Histogram of outlier scores.${line}`, {
              x: { label: "score", ...numberAxis(scores.edges) },
              y: { label: "rows", grid: true, ...numberAxis(scores.counts) },
              marks: [
                bars(scores),
                ruleY([0]),
                threshold === null
                  ? undefined
                  : ruleX([threshold], { stroke: "var(--series-2)", strokeWidth: 2, strokeDasharray: "5 3" }),
              ],
            }),
            table: histogramTable(scores),
          }),
        ),
    html`<details class="more"><summary>Quantiles of the scores</summary>
${dataTable({
  caption: "Quantiles of the scores",
  head: ["share of the rows", "score below which they are"],
  rows: QUANTILES.map((q, i) => [`${q * 100} %`, score_quantiles[i] ?? null]),
})}</details>`,
  );
}
