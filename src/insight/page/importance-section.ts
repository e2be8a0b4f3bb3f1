import { barX, ruleX, ruleY } from "@observablehq/plot";
import type { ColumnSummary, Importance, Report } from "../report.ts";
import { nameAxis, nameWidth, numberAxis } from "./axis.ts";
import { chart } from "./chart.ts";
import { dependenceFigures } from "./dependence-figures.ts";
import { figure, figures } from "./figure.ts";
import { formatScore, formatSpread, isNothing, plural } from "./format.ts";
import { type Html, html } from "./html.ts";
import { cut, valueText } from "./names.ts";
import { type Section, section } from "./section.ts";

/** The most columns of the chart; the table has all. */
const MAX_BARS = 15;
/** The longest name beside a bar, in characters. */
const MAX_LABEL = 20;
/** From this number of bars on, the chart takes the height of two others. */
const TALL_BARS = 12;

type Measured = ColumnSummary & { readonly importance: Importance };

/** Returns the section about what the model relies on; undefined if that was not measured. */
export function importanceSection(report: Report): Section | undefined {
  const importance = importanceFigure(report);
  const dependence = dependenceFigures(report);
  if (importance === undefined && dependence.length === 0) return undefined;
  return section(
    "importance",
    "What it relies on",
    dependence.length === 0
      ? undefined
      : html`<p class="lead">The charts named after a column show its partial dependence: how the mean prediction changes when the column is given another value in every row, and nothing else changes. All of them have the same scale.</p>`,
    figures(importance, ...dependence),
  );
}

function importanceFigure({ columns, evaluation: { importance } }: Report): Html | undefined {
  const measured = columns
    .filter((column): column is Measured => column.importance !== undefined)
    .toSorted((a, b) => b.importance.mean - a.importance.mean);
  if (importance === null || measured.length === 0) return undefined;
  const bars = measured.slice(0, MAX_BARS).map(({ name, importance: { mean, std } }, at) => ({
    at,
    mean,
    low: mean - std,
    high: mean + std,
    title: `${cut(valueText(name), 200)}: ${formatScore(mean, std)} ± ${formatSpread(mean, std)}`,
  }));
  const names = measured.slice(0, MAX_BARS).map(({ name }) => cut(valueText(name), MAX_LABEL));
  const { score, baseline_score, rows, repeats } = importance;
  return figure({
    title: "Importance of the columns",
    explanation: `How much of the ${score} of ${formatScore(baseline_score)} is lost when the values of a column are shuffled among ${plural(rows, "row")}; the line is the spread over ${plural(repeats, "repeat")}. Columns that say the same stand in for each other: each then looks unimportant.`,
    isTall: bars.length >= TALL_BARS,
    chart: chart(`Permutation importance of ${plural(bars.length, "column")}`, {
      height: 46 + 24 * bars.length,
      marginTop: 4,
      marginLeft: nameWidth(names),
      x: {
        label: `loss of ${score}`,
        grid: true,
        ...numberAxis(bars.flatMap(({ low, high }) => [low, high])),
        ticks: 4,
      },
      y: { ...nameAxis(names), padding: 0.3 },
      marks: [
        barX(bars, { x: "mean", y: "at", fill: "var(--series-1)", title: "title" }),
        ruleY(bars, { x1: "low", x2: "high", y: "at", strokeWidth: 1.5 }),
        ruleX([0]),
      ],
    }),
    table: {
      head: ["column", "importance", "spread"],
      rows: measured.map(({ name, importance: { mean, std } }) => [
        name,
        isNothing(mean, std) ? 0 : mean,
        std,
      ]),
    },
  });
}
