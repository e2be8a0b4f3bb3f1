import { dot, line, ruleX } from "@observablehq/plot";
import { secondsOfIso } from "../datetime-summary.ts";
import { quantileAt } from "../fractions.ts";
import type { ColumnSummary, PartialDependence, PartialDependenceOfColumn, Report } from "../report.ts";
import { nameAxis, nameWidth, numberAxis } from "./axis.ts";
import { chart, HEIGHT, lineStyle, MAX_SERIES, SERIES } from "./chart.ts";
import { figure } from "./figure.ts";
import { formatNumber } from "./format.ts";
import type { Html } from "./html.ts";
import { cut, valueText } from "./names.ts";
import { millisecondsOf, timeAxis } from "./times.ts";

type Scalar = string | number | boolean;

/** What all charts have in common. */
interface Drawn {
  /** The numbers of the outputs that are drawn, and their names. */
  readonly outputs: readonly number[];
  readonly names: readonly Scalar[];
  /** The scale of the predictions. */
  readonly domain: readonly [number, number];
  /** What is predicted, in words. */
  readonly what: string;
}

const DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Returns one chart for each column whose partial dependence was measured. */
export function dependenceFigures({ columns, evaluation }: Report): Html[] {
  const { partial_dependence: dependence } = evaluation;
  const measured = dependence.columns.filter(({ grid, values }) => grid.length > 0 && values.length > 0);
  if (measured.length === 0) return [];
  const drawn = choose(dependence, measured);
  return measured.map((each) => {
    const summary = columns.find(({ name }) => name === each.column);
    return dependenceFigure(each, drawn, isLine(each) ? curve(each, drawn, summary) : dots(each, drawn));
  });
}

/** Chooses the outputs that change most, in their order. */
function choose({ outputs, of }: PartialDependence, columns: readonly PartialDependenceOfColumn[]): Drawn {
  const range = (k: number) => Math.max(...columns.map(({ values }) => extent(values[k] ?? [0])));
  const chosen = outputs
    .map((_, k) => k)
    .toSorted((a, b) => range(b) - range(a))
    .slice(0, MAX_SERIES)
    .toSorted((a, b) => a - b);
  const all = columns.flatMap(({ values }) => chosen.flatMap((k) => values[k] ?? []));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = high > low ? 0.06 * (high - low) : 0.05 * Math.abs(high) || 1;
  const names = chosen.map((k) => outputs[k]!);
  const unit = (of ?? "prediction").replace("_", " ");
  return {
    outputs: chosen,
    names,
    domain: [low - margin, high + margin],
    what: names.length === 1 ? `mean ${unit} of ${cut(valueText(names[0]!), 24)}` : `mean ${unit}`,
  };
}

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function dependenceFigure(
  each: PartialDependenceOfColumn,
  { outputs, names, what }: Drawn,
  drawing: Html,
): Html {
  const { column, grid, values } = each;
  return figure({
    title: cut(valueText(column), 60),
    explanation: isLine(each)
      ? `The ${what} by the value of the column${each.kind === "datetime" ? ", at times of the same weekday and hour where they are weeks apart" : ""}. Between two marks at the bottom lies a tenth of the rows.`
      : `The ${what} for each value of the column.`,
    series: names,
    chart: drawing,
    table: {
      head: [cut(valueText(column), 40), ...names.map((name) => cut(valueText(name), 40))],
      rows: grid.map((at, i) => [at, ...outputs.map((k) => values[k]?.[i] ?? null)]),
    },
  });
}

/** Returns the places of the values of a grid on their axis; `NaN` for one that cannot be drawn. */
function placesOf({ kind, grid }: PartialDependenceOfColumn): number[] {
  if (kind !== "datetime") return grid.map(Number);
  return millisecondsOf(grid.map((text) => secondsOfIso(String(text))));
}

/** Returns whether the values of a grid are points on a line: numbers, or times that can be drawn. */
function isLine(column: PartialDependenceOfColumn): boolean {
  if (column.kind !== "datetime") return column.kind === "numeric";
  return !placesOf(column).some(Number.isNaN);
}

/** Draws lines, with marks at the deciles of the column. */
function curve(
  each: PartialDependenceOfColumn,
  { outputs, domain, what }: Drawn,
  summary: ColumnSummary | undefined,
): Html {
  const { column, values, kind } = each;
  const [height, marginTop, marginBottom] = [HEIGHT - 20, 26, 38];
  const at = placesOf(each);
  return chart(`${capitalized(what)} by ${cut(column, 80)}`, {
    height,
    marginTop,
    marginBottom,
    x: { label: cut(column, 40), ...(kind === "datetime" ? timeAxis(at) : numberAxis(at)) },
    y: { label: what, domain, grid: true, ...numberAxis(domain) },
    marks: [
      outputs.map((k, i) =>
        line(
          at.map((x, index) => [x, values[k]?.[index] ?? Number.NaN]),
          lineStyle(i),
        ),
      ),
      ruleX(decilesWithin(summary, at), { insetTop: height - marginTop - marginBottom - 6 }),
    ],
  });
}

/** Draws a dot for each category. */
function dots({ column, grid, values }: PartialDependenceOfColumn, { outputs, domain, what }: Drawn): Html {
  const names = grid.map((value) => cut(valueText(value), 18));
  return chart(`${capitalized(what)} by ${cut(column, 80)}`, {
    height: 66 + 24 * grid.length,
    marginTop: 4,
    marginLeft: nameWidth(names),
    x: { label: what, domain, grid: true, ...numberAxis(domain), ticks: 4 },
    y: { ...nameAxis(names), grid: true },
    marks: outputs.map((k, i) =>
      dot(
        grid.map((value, at) => ({ value, at, mean: values[k]?.[at] ?? Number.NaN })),
        {
          x: "mean",
          y: "at",
          r: 5,
          fill: SERIES[i]!.color,
          symbol: SERIES[i]!.symbol,
          title: ({ value, mean }: { value: Scalar; mean: number }) =>
            `${cut(valueText(value), 80)}: ${formatNumber(mean)}`,
        },
      ),
    ),
  });
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns the deciles of a column that lie on the axis. */
function decilesWithin(summary: ColumnSummary | undefined, grid: readonly number[]): number[] {
  if (summary?.kind !== "numeric" && summary?.kind !== "datetime") return [];
  const quantiles = summary.kind === "datetime" ? millisecondsOf(summary.quantiles) : summary.quantiles;
  if (quantiles.length === 0) return [];
  const [low, high] = [Math.min(...grid), Math.max(...grid)];
  return DECILES.map((decile) => quantileAt(quantiles, decile)!).filter((x) => x >= low && x <= high);
}
