import { QUANTILES } from "../fractions.ts";
import type { ColumnSummary, DatetimeSummary, Histogram, NumericSummary, StringSummary } from "../report.ts";
import { formatCount, formatNumber, formatScore, formatShare, formatSpread } from "./format.ts";
import { type Html, html } from "./html.ts";
import { cut, nameOf } from "./names.ts";
import { shareBar, sparkline } from "./sparkline.ts";
import { shownQuantiles } from "./times.ts";

/** The places of the smallest value, the median and the largest among `QUANTILES`. */
const ENDS_AND_MIDDLE = [QUANTILES.indexOf(0), QUANTILES.indexOf(0.5), QUANTILES.indexOf(1)] as const;

/** Categories of a card; the rest is joined. */
const MAX_CATEGORIES = 6;

const KINDS = {
  numeric: "number",
  boolean: "yes or no",
  string: "text",
  datetime: "date or time",
} as const;

/** Returns the summary of one column as an item of a list. `score` is the name of the score that it has alone. */
export function columnCard(column: ColumnSummary, score: string): Html {
  const { name, kind, count, missing, importance, score_alone } = column;
  const stats: [string, string][] = [];
  if (missing > 0) stats.push(["missing", formatShare(missing / (count + missing))]);
  if (kind === "numeric") stats.push(...numericStats(column));
  if (kind === "datetime" && column.sampled === count) stats.push(["distinct", formatCount(column.distinct)]);
  if (kind === "string") stats.push(["distinct", formatCount(column.distinct)]);
  if (importance !== undefined) {
    const { mean, std } = importance;
    stats.push(["importance", `${formatScore(mean, std)} ± ${formatSpread(mean, std)}`]);
  }
  if (score_alone !== undefined) stats.push([`${score} alone`, formatScore(score_alone)]);
  return html`<li><div class="head"><h4>${nameOf(name)}</h4><span class="kind">${KINDS[kind]}</span></div>
${count === 0 ? html`<p class="quiet">no values</p>` : drawing(column)}
<dl class="stats">${stats.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></li>
`;
}

function drawing(column: ColumnSummary): Html {
  if (column.kind === "numeric") return distribution(column);
  if (column.kind === "datetime") return distributionOfTimes(column);
  const categories =
    column.kind === "boolean"
      ? [
          { value: "true", count: column.true_count },
          { value: "false", count: column.count - column.true_count },
        ]
      : listed(column);
  return html`<table class="shares"><caption class="unseen">Shares of the values</caption><tbody>${categories.map(
    ({ value, count, isRest }: Category) =>
      html`<tr><th scope="row">${isRest ? html`<span class="quiet">${value}</span>` : nameOf(value, 18)}</th><td>${shareBar(count / column.count)}</td><td class="number">${formatShare(count / column.count)}</td></tr>`,
  )}</tbody></table>`;
}

interface Category {
  readonly value: string;
  readonly count: number;
  /** Whether it stands for several categories. */
  readonly isRest?: boolean;
}

function listed({ categories, other_count }: StringSummary): Category[] {
  const shown = categories.slice(0, MAX_CATEGORIES);
  const rest = categories.slice(MAX_CATEGORIES).reduce((sum, { count }) => sum + count, other_count);
  return rest > 0 ? [...shown, { value: "all others", count: rest, isRest: true }] : shown;
}

function distribution({ name, histogram, quantiles }: NumericSummary): Html {
  return drawnHistogram(name, histogram, quantiles.map(formatNumber));
}

function distributionOfTimes(column: DatetimeSummary): Html {
  return drawnHistogram(column.name, column.histogram, shownQuantiles(column));
}

/** Draws a histogram with the ends and the middle of the values; `quantiles` are their texts. */
function drawnHistogram(name: string, histogram: Histogram, quantiles: readonly string[]): Html {
  const [low, median, high] = ENDS_AND_MIDDLE.map((place) => quantiles[place]);
  if (low === undefined || median === undefined || high === undefined || histogram.counts.length === 0) {
    return html`<p class="quiet">no histogram</p>`;
  }
  const label = `Histogram of ${cut(name, 80)}, from ${low} to ${high}, median ${median}`;
  return html`${sparkline(histogram, label)}<div class="ends" aria-hidden="true"><span>${low}</span><span>median ${median}</span><span>${high}</span></div>`;
}

function numericStats({ mean, std, distinct, sampled, count }: NumericSummary): [string, string][] {
  const stats: [string, string][] = [];
  if (mean !== null) stats.push(["mean", formatNumber(mean)]);
  if (std !== null) stats.push(["std", formatNumber(std)]);
  // In a sample, the number of distinct values says little.
  if (sampled === count) stats.push(["distinct", formatCount(distinct)]);
  return stats;
}
