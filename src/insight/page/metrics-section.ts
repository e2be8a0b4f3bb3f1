import type { MeasuredOn, MetricLine, Report } from "../report.ts";
import { formatScore, formatSpread } from "./format.ts";
import { type Html, html } from "./html.ts";
import { measuredOnWords } from "./measured-on.ts";
import { METRIC_WORDS } from "./metric-words.ts";
import { nameOf } from "./names.ts";
import { type Section, section } from "./section.ts";

/** The ways of measuring, first the one that says most about new rows, each with the heading of its column. */
const WAYS: readonly (readonly [MeasuredOn, string])[] = [
  ["cv", "cross-validation"],
  ["validation", "rows held back"],
  ["training", "training rows"],
];

/** The value of a metric in each of the ways in which it was measured. */
interface MeasuredMetric {
  readonly name: string;
  readonly lines: readonly (MetricLine | undefined)[];
}

/** Returns the section with the metrics; undefined without any. */
export function metricsSection(report: Report): Section | undefined {
  const ways = WAYS.filter(([way]) => report.metrics.some(({ measured_on }) => measured_on === way));
  const [first] = ways;
  if (first === undefined) return undefined;
  const names = [...new Set(report.metrics.map(({ name }) => name))];
  const metrics = names.map((name) => ({
    name,
    lines: ways.map(([way]) => report.metrics.find((line) => line.name === name && line.measured_on === way)),
  }));
  const hasBaseline = metrics.some(({ lines }) => lines[0]?.baseline != null);
  const { model_type } = report;
  return section(
    "metrics",
    model_type === "classification" || model_type === "regression" ? "How well it predicts" : "Metrics",
    html`<div class="card"><p class="quiet">Measured ${measuredOnWords(first[0], report)}.${
      hasBaseline
        ? " The baseline gives the same answer whatever the row: a model is worth having if it is better. The line across a bar marks it."
        : undefined
    }</p>
${metricsTable(
  metrics,
  ways.map(([, heading]) => heading),
  hasBaseline,
)}</div>`,
  );
}

function metricsTable(
  metrics: readonly MeasuredMetric[],
  headings: readonly string[],
  hasBaseline: boolean,
): Html {
  const number = (text: string) => html`<th scope="col" class="number">${text}</th>`;
  const [first, ...others] = headings;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Metrics"><table class="metrics${hasBaseline ? " full" : ""}">
<thead><tr><th scope="col">metric</th>${number(first!)}${
    hasBaseline ? html`${number("baseline")}<td class="bar"></td>` : undefined
  }${others.map(number)}</tr></thead>
<tbody>${metrics.map(
    ({
      name,
      lines: [main, ...rest],
    }) => html`<tr><th scope="row">${nameOf(name)}${words(name)}</th>${value(main, true)}${
      hasBaseline
        ? html`<td class="number">${main?.baseline == null ? "–" : formatScore(main.baseline)}</td><td class="bar">${bar(main)}</td>`
        : undefined
    }${rest.map((line) => value(line, false))}</tr>
`,
  )}</tbody>
</table></div>`;
}

/** Returns the cell of a value, with its standard deviation over the folds. */
function value(line: MetricLine | undefined, isMain: boolean): Html {
  if (line === undefined) return html`<td class="number">–</td>`;
  const text = formatScore(line.value, line.std ?? 0);
  const spread =
    line.std === null ? undefined : html` <small>± ${formatSpread(line.value, line.std)}</small>`;
  return html`<td class="number">${isMain ? html`<strong>${text}</strong>` : text}${spread}</td>`;
}

function words(name: string): Html | undefined {
  return Object.hasOwn(METRIC_WORDS, name) ? html`<small>${METRIC_WORDS[name]}</small>` : undefined;
}

/** Returns a bar for the value, with its spread as a thin line and a mark for the baseline; nothing without a baseline. */
function bar(line: MetricLine | undefined): Html | undefined {
  if (line === undefined || line.baseline === null) return undefined;
  const { value, baseline } = line;
  const spread = Math.max(line.std ?? 0, 0);
  const low = Math.min(0, value, baseline);
  const high = Math.max(0, value + spread, baseline, isUnit(value) && isUnit(baseline) ? 1 : 0);
  if (!(high > low) || high - low === Number.POSITIVE_INFINITY) return undefined;
  const at = (x: number) => ((x - low) / (high - low)) * 100;
  const strip = (from: number, to: number, y: number, height: number, fill: string) =>
    html`<rect x="${Math.min(from, to).toFixed(1)}" y="${y}" width="${Math.max(0.5, Math.abs(to - from)).toFixed(1)}" height="${height}" fill="${fill}"/>`;
  return html`<svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect y="3" width="100" height="8" fill="currentColor" opacity="0.09"/>${strip(at(0), at(value), 3, 8, "var(--series-1)")}${
    spread > 0
      ? strip(at(Math.max(low, value - spread)), at(value + spread), 6, 2, "currentColor")
      : undefined
  }${strip(at(baseline) - 0.25, at(baseline) + 0.25, 0, 14, "currentColor")}</svg>`;
}

function isUnit(value: number): boolean {
  return value >= 0 && value <= 1;
}
