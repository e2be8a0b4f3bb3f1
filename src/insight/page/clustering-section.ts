import { barX, ruleX } from "@observablehq/plot";
import type { Clustering, NumericSummary, Report } from "../report.ts";
import { nameAxis, nameWidth, numberAxis } from "./axis.ts";
import { chart } from "./chart.ts";
import { figure, figures } from "./figure.ts";
import { formatCount, formatNumber, formatShare } from "./format.ts";
import { type Html, html } from "./html.ts";
import { nameOf } from "./names.ts";
import { type Section, section } from "./section.ts";
import { shade } from "./style.ts";

/** Standard deviations from the mean of a column at which a cell has its full shade. */
const FULL_SHADE = 2;

/** Returns the section about the clusters. */
export function clusteringSection(report: Report): Section | undefined {
  const { clustering, measured_on } = report.evaluation;
  if (clustering === undefined || clustering.clusters.length === 0) return undefined;
  return section(
    "clusters",
    "The clusters",
    centers(clustering, report),
    figures(sizes(clustering, measured_on.rows)),
  );
}

function sizes({ clusters, clusters_not_listed }: Clustering, rows: number): Html {
  const shown = clusters.map(({ cluster, count }, at) => ({
    at,
    count,
    title: `cluster ${cluster}: ${formatCount(count)} rows, ${formatShare(count / Math.max(rows, 1))}`,
  }));
  const names = clusters.map(({ cluster }) => `cluster ${cluster}`);
  const more =
    clusters_not_listed > 0 ? ` ${formatCount(clusters_not_listed)} smaller ones are not shown.` : "";
  return figure({
    title: "Sizes",
    explanation: `How many of the ${formatCount(rows)} rows are in each cluster.${more}`,
    chart: chart("Rows in each cluster", {
      height: 48 + 24 * shown.length,
      marginTop: 4,
      marginLeft: nameWidth(names),
      x: { label: "rows", grid: true, ...numberAxis(shown.map(({ count }) => count)) },
      y: { ...nameAxis(names), padding: 0.3 },
      marks: [barX(shown, { x: "count", y: "at", fill: "var(--series-1)", title: "title" }), ruleX([0])],
    }),
    table: {
      head: ["cluster", "rows", "share"],
      rows: clusters.map(({ cluster, count }) => [
        String(cluster),
        html`${formatCount(count)}`,
        formatShare(count / Math.max(rows, 1)),
      ]),
    },
  });
}

/** Returns the means of each cluster by column, shaded by their distance from the mean of all rows. */
function centers({ clusters }: Clustering, { columns }: Report): Html | undefined {
  const numeric = columns.filter(
    (column): column is NumericSummary =>
      column.kind === "numeric" && clusters.some(({ means }) => Object.hasOwn(means, column.name)),
  );
  if (numeric.length === 0) return undefined;
  return html`<div class="card"><h3>Centers</h3>
<p class="quiet">The mean of each column in each cluster. Orange with ▲ is above the mean of all rows, blue with ▼ below; the darker, the further, up to ${FULL_SHADE} standard deviations. Read across: what sets a column apart. Read down: what a cluster has in common.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Centers"><table class="heat">
<thead><tr><th scope="col">column</th><th scope="col" class="number">all rows</th>${clusters.map(({ cluster }) => html`<th scope="col" class="number">cluster ${cluster}</th>`)}</tr></thead>
<tbody>${numeric.map(
    (
      column,
    ) => html`<tr><th scope="row">${nameOf(column.name, 30)}</th><td class="number">${column.mean === null ? "–" : formatNumber(column.mean)}</td>${clusters.map(
      ({ means }) => center(Object.hasOwn(means, column.name) ? means[column.name] : undefined, column),
    )}</tr>
`,
  )}</tbody>
</table></div></div>
`;
}

function center(mean: number | undefined, column: NumericSummary): Html {
  if (mean === undefined) return html`<td class="number">–</td>`;
  const z = column.mean === null || !column.std ? 0 : (mean - column.mean) / column.std;
  const share = Math.abs(z) / FULL_SHADE;
  const mark = share < 0.25 ? "" : z > 0 ? "▲ " : "▼ ";
  return html`<td class="number ${shade(z > 0 ? "warm" : "cold", share)}" title="${formatNumber(z)} standard deviations from the mean"><span aria-hidden="true">${mark}</span>${formatNumber(mean)}</td>`;
}
