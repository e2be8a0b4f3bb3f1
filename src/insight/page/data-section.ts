import { QUANTILES } from "../fractions.ts";
import type { ColumnSummary, Report } from "../report.ts";
import { columnCard } from "./column-card.ts";
import { formatCount, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { type Section, section } from "./section.ts";
import { dataTable } from "./table.ts";
import { shownQuantiles } from "./times.ts";

/** Columns that are shown without unfolding the others. */
const SHOWN = 24;

/** Returns the section about the rows of the training, column by column. */
export function dataSection(report: Report): Section {
  const { columns, columns_not_listed, labels, labels_not_listed, rows } = report;
  const more = columns.length - SHOWN;
  const score = report.model_type === "classification" ? "accuracy" : "r2";
  return section(
    "data",
    "The data",
    html`<p class="lead">${plural(rows, "row")} of the training, ${plural(columns.length + columns_not_listed, "column")}${report.evaluation.importance === null ? "" : ", the most important first"}. Names of categories that occur only a few times are not kept.</p>`,
    labels.length > 0
      ? html`<h3 class="group">${labels.length === 1 ? "Label" : "Labels"}</h3>${cards(labels, score)}`
      : undefined,
    html`<h3 class="group">Columns</h3>`,
    cards(columns.slice(0, SHOWN), score),
    more > 0
      ? html`<details class="more"><summary>${plural(more, "more column")}</summary>${cards(columns.slice(SHOWN), score)}</details>`
      : undefined,
    numericTable([...labels, ...columns]),
    datetimeTable(columns),
    notListed(columns_not_listed, "column"),
    notListed(labels_not_listed, "label"),
  );
}

function cards(columns: readonly ColumnSummary[], score: string): Html {
  return html`<ul class="columns">${columns.map((column) => columnCard(column, score))}</ul>`;
}

function notListed(count: number, noun: string): Html | undefined {
  return count === 0
    ? undefined
    : html`<p class="lead">${plural(count, `more ${noun}`)} ${count === 1 ? "is" : "are"} not listed, to keep the report small.</p>`;
}

/** Returns a table of the numeric columns, with all quantiles. */
function numericTable(columns: readonly ColumnSummary[]): Html | undefined {
  const numeric = columns.filter((column) => column.kind === "numeric");
  if (numeric.length === 0) return undefined;
  return html`<details class="more"><summary>Quantiles of the numeric columns</summary>
${dataTable({
  caption: "Quantiles of the numeric columns",
  head: ["column", "rows", "missing", "distinct", "mean", "std", ...QUANTILES.map((q) => `${q * 100} %`)],
  rows: numeric.map(({ name, count, missing, distinct, mean, std, quantiles }) => [
    name,
    html`${formatCount(count)}`,
    html`${formatCount(missing)}`,
    html`${formatCount(distinct)}`,
    mean,
    std,
    ...QUANTILES.map((_, i) => quantiles[i] ?? null),
  ]),
})}</details>`;
}

/** Returns a table of the columns of dates and times, with all quantiles. */
function datetimeTable(columns: readonly ColumnSummary[]): Html | undefined {
  const times = columns.filter((column) => column.kind === "datetime");
  if (times.length === 0) return undefined;
  const caption = "Quantiles of the dates and times";
  return html`<details class="more"><summary>${caption}</summary>
${dataTable({
  caption,
  head: ["column", "rows", "missing", "distinct", ...QUANTILES.map((q) => `${q * 100} %`)],
  rows: times.map((column) => [
    column.name,
    html`${formatCount(column.count)}`,
    html`${formatCount(column.missing)}`,
    html`${formatCount(column.distinct)}`,
    ...shownQuantiles(column).map((text) => html`<span class="number">${text}</span>`),
  ]),
})}</details>`;
}
