import { ValueError } from "../learn/core/errors.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import { averageOverRows, type ColumnGrid, gridOf } from "../learn/inspection/partial-dependence.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { rowBudget } from "./budget.ts";
import { shortText } from "./category-summary.ts";
import type { ColumnSummary, PartialDependence } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most columns of which the partial dependence is computed. */
const MOST_COLUMNS = 6;
/** Most values of a grid. */
const MOST_POINTS = 12;
/** Most outputs: labels, or classes. */
const MOST_OUTPUTS = 10;
const MOST_ROWS = 200;
/** Most rows of which the ends of a grid of numbers are the quantiles. */
const MOST_GRID_ROWS = 2000;

/** Which columns to look at. */
export interface DependencePlan {
  /** The numbers of the columns, the most important first. */
  readonly order: readonly number[];
  readonly summaries: readonly ColumnSummary[];
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
): PartialDependence {
  const chosen = order.slice(0, MOST_COLUMNS);
  const budget = rowBudget(pipeline, features.rows, MOST_COLUMNS * MOST_POINTS);
  const rows = spreadRows(features.rows, Math.min(MOST_ROWS, Math.max(1, budget)));
  const X = features.select(pipeline.schema.featureNames).takeRows(rows);
  const grids = chosen.flatMap((column): ColumnGrid[] => {
    const grid = gridFor(features, column, summaries[column]!);
    return grid.length < 2 ? [] : [{ column, grid }];
  });
  const averages = averageOverRows(pipeline, X, grids);
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
                values: outputs.map(({ row }) => Array.from(data.subarray(row * points, (row + 1) * points))),
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
function gridFor(features: Table, index: number, summary: ColumnSummary): readonly Scalar[] {
  const column = features.column(index);
  if (column.kind === "boolean") return gridOf(column, "");
  if (column.kind === "numeric") return numericGrid(column.values);
  if (summary.kind !== "string") return [];
  const known = new Set(column.categories);
  return summary.categories.flatMap(({ value }) => (known.has(value) ? [value] : [])).slice(0, MOST_POINTS);
}

function numericGrid(values: Float64Array): readonly Scalar[] {
  const sample = Float64Array.from(spreadRows(values.length, MOST_GRID_ROWS), (row) => values[row]!);
  try {
    return gridOf({ kind: "numeric", values: sample }, "", { grid_resolution: MOST_POINTS });
  } catch (error) {
    // Nearly all values are the same.
    if (error instanceof ValueError) return [];
    throw error;
  }
}
