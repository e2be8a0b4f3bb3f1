import type { Column } from "../learn/core/column.ts";
import { DAY_SECONDS } from "../learn/core/datetime.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import { averageOverRows, type ColumnGrid } from "../learn/inspection/partial-dependence.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { rowsForDependence } from "./budget.ts";
import { shortText } from "./category-summary.ts";
import { areDates, isoOf, secondsOfRows } from "./datetime-summary.ts";
import { QUANTILES } from "./fractions.ts";
import { edgesBetween } from "./histogram.ts";
import type { ColumnSummary, DatetimeSummary, NumericSummary, Packed, PartialDependence } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most columns of which the partial dependence is computed. */
const MOST_COLUMNS = 6;
/** Most values of a grid. */
const MOST_POINTS = 12;
/** Most outputs: labels, or classes. */
const MOST_OUTPUTS = 10;

/** Which columns to look at. */
export interface DependencePlan {
  /** The numbers of the columns, the most important first. */
  readonly order: readonly number[];
  readonly summaries: readonly Packed<ColumnSummary>[];
  /** The numbers of the classes that the report lists; empty for a regressor. */
  readonly listed: Int32Array;
}

/**
 * Computes how the predictions depend on the most important columns, on a sample of the training rows, spread evenly. Columns with
 * a single value are passed over. Of a column of texts only those are used that its summary names.
 */
export function measureDependence(
  pipeline: Pipeline,
  features: Table,
  { order, summaries, listed }: DependencePlan,
): Packed<PartialDependence> {
  const chosen = order.slice(0, MOST_COLUMNS);
  const rows = spreadRows(
    features.rows,
    rowsForDependence(pipeline, features.rows, MOST_COLUMNS * MOST_POINTS),
  );
  const grids = chosen.flatMap((column): ColumnGrid[] => {
    const grid = gridFor(features, column, summaries[column]!);
    return grid.length < 2 ? [] : [{ column, grid }];
  });
  const averages = averageOverRows(pipeline, features, rows, grids);
  const width = averages[0]?.rows ?? 0;
  const outputs = outputsOf(pipeline, width, listed);
  return {
    outputs: outputs.map(({ name }) => name),
    of: outputs.length === 0 ? null : responseOf(pipeline),
    rows: rows.length,
    columns:
      outputs.length === 0
        ? []
        : grids
            .map(({ column, grid }, index) => {
              const { columns: points, data } = averages[index]!;
              return {
                column: summaries[column]!.name,
                kind: summaries[column]!.kind,
                grid: [...grid],
                values: outputs.map(({ row }) => data.slice(row * points, (row + 1) * points)),
              };
            })
            .filter(({ values }) => values.every((line) => line.every(Number.isFinite))),
  };
}

function responseOf({ estimator, hasProbabilities }: Pipeline): PartialDependence["of"] {
  if (estimator.kind === "regressor") return "prediction";
  return hasProbabilities ? "probability" : "decision_value";
}

/** Returns the outputs that are listed, and their rows among `width` averages. Empty where these do not belong to classes. */
function outputsOf(pipeline: Pipeline, width: number, listed: Int32Array): { name: Scalar; row: number }[] {
  const { classes, labelNames } = pipeline.schema;
  const short = (name: Scalar) => (typeof name === "string" ? shortText(name) : name);
  if (classes === null) {
    return labelNames
      .slice(0, Math.min(width, MOST_OUTPUTS))
      .map((name, row) => ({ name: short(name), row }));
  }
  if (classes.length === 2) return width === 1 ? [{ name: short(classes[1]!), row: 0 }] : [];
  if (width !== classes.length) return [];
  return Array.from(listed.subarray(0, MOST_OUTPUTS), (row) => ({ name: short(classes[row]!), row }));
}

/** Returns the values of a column that all rows get in turn; a single one or none where it is not worth looking at. */
function gridFor(features: Table, index: number, summary: Packed<ColumnSummary>): readonly Scalar[] {
  const column = features.column(index);
  if (summary.kind === "boolean") {
    return summary.true_count === 0 || summary.true_count === summary.count ? [] : [false, true];
  }
  if (summary.kind === "numeric") {
    return column.kind === "numeric" ? numericGrid(column.values, summary) : [];
  }
  if (summary.kind === "datetime") return datetimeGrid(column, features.names[index]!, summary);
  const known = new Set(column.kind === "string" ? column.categories : []);
  return summary.categories.flatMap(({ value }) => (known.has(value) ? [value] : [])).slice(0, MOST_POINTS);
}

/** Seconds of a week and of a day. */
const PERIODS = [7 * DAY_SECONDS, DAY_SECONDS] as const;

/**
 * Returns a `numericGrid` of times, as ISO text. Times that are spaced evenly are moved to whole weeks from the first, or to whole
 * days if they are less than a week apart, so that they do not differ in weekday and hour as well.
 */
function datetimeGrid(column: Column, name: string, summary: Packed<DatetimeSummary>): readonly string[] {
  const times = numericGrid(secondsOfRows(column, name), summary);
  const isDate = areDates(summary);
  const [first = 0, second = 0] = times;
  const period = summary.distinct <= MOST_POINTS ? undefined : PERIODS.find((each) => second - first >= each);
  if (period === undefined) return [...new Set(times.map((time) => isoOf(time, isDate)))];
  return times.map((time) => isoOf(first + period * Math.floor((time - first) / period), isDate));
}

/** The places of 0.05 and 0.95 among `QUANTILES`. */
const ENDS = [QUANTILES.indexOf(0.05), QUANTILES.indexOf(0.95)] as const;

/** Returns all values if there are few, otherwise numbers spaced evenly between two quantiles. */
function numericGrid(
  values: Float64Array,
  { distinct, quantiles }: Pick<Packed<NumericSummary>, "distinct" | "quantiles">,
): readonly number[] {
  if (distinct <= MOST_POINTS) {
    const found = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    return found.slice(0, MOST_POINTS);
  }
  const [low, high] = ENDS.map((place) => quantiles[place]!) as [number, number];
  return Array.from(edgesBetween(low, high, MOST_POINTS - 1));
}
