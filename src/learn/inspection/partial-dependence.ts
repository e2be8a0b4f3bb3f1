import { type Column, takeEntries } from "../core/column.ts";
import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { compareCodePoints, type Scalar } from "../core/order.ts";
import { ascendingPair, number, wholeNumber } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { Table } from "../core/table.ts";
import { presentOf } from "../linalg/order-statistics.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";
import type { Pipeline } from "../pipeline.ts";
import { ColumnReplacer } from "./column-replacer.ts";

/** The options of `partialDependence`. */
interface PartialDependenceOptions {
  /** Number of points for a column with at least as many different numbers. Default 100. */
  readonly grid_resolution?: number;
  /** The quantiles of the column between which such points are spaced evenly. Default [0.05, 0.95]. */
  readonly percentiles?: readonly [number, number];
  /** The values of the grid, instead of those that follow from the column. */
  readonly custom_values?: readonly Scalar[];
}

/** The mean prediction for each value of a column. */
interface PartialDependence {
  readonly grid_values: readonly Scalar[];
  /** outputs × values of the grid. */
  readonly average: Matrix;
}

/**
 * How the predictions of a fitted pipeline depend on one column: for each value of a grid, every row gets this value, and the
 * predictions are averaged (`kind="average"`, `method="brute"`). Of a classifier these are the probabilities, or else the decision
 * values: of the last of two classes, otherwise of each class. Of a regressor they are the numbers, one output per label. Throws
 * `ValueError` for a pipeline without labels, unknown columns, and parameters out of range.
 * Reference: Friedman, Greedy function approximation: a gradient boosting machine, The Annals of Statistics 29 (2001),
 * doi:10.1214/aos/1013203451.
 */
export function partialDependence(
  pipeline: Pipeline,
  features: Table,
  column: string,
  options: PartialDependenceOptions = {},
): PartialDependence {
  const X = features.select(pipeline.schema.featureNames);
  const index = X.names.indexOf(column);
  if (index < 0) throw new ValueError(`no column ${JSON.stringify(column)}`);
  const grid = options.custom_values ?? gridOf(X.column(index), column, options);
  const [average] = averageOverRows(pipeline, X, undefined, [{ column: index, grid }]);
  return { grid_values: grid, average: average! };
}

/** A column and the values that it gets in all rows. */
export interface ColumnGrid {
  readonly column: number;
  readonly grid: readonly Scalar[];
}

/**
 * Returns `average` of `partialDependence` for several columns. `features` are those that the pipeline learnt, in their order;
 * `chosen` are the rows over which to average, by default all.
 */
export function averageOverRows(
  pipeline: Pipeline,
  features: Table,
  chosen: Int32Array | undefined,
  grids: readonly ColumnGrid[],
): Matrix[] {
  const { kind, type } = pipeline.estimator;
  if (kind !== "classifier" && kind !== "regressor") {
    throw new ValueError(`${type} has no partial dependence; it needs a classifier or a regressor`);
  }
  if (grids.length === 0) return [];
  const replacer = ColumnReplacer.of(pipeline);
  const own = replacer.apply(features, chosen);
  const { rows } = own;
  const lenders = grids.map(({ grid }) => {
    const lending = new Int32Array(grid.length * rows);
    for (let point = 0; point < grid.length; point++) {
      lending.fill(rows + point, point * rows, (point + 1) * rows);
    }
    return lending;
  });
  const X = Table.stack(own, replacer.apply(gridRows(features, grids)));
  const averages: Matrix[] = [];
  const replacement = { X, rows, columns: grids.map(({ column }) => column), lenders };
  replacer.predict(replacement, "response", (index, predictions) => {
    averages[index] = averageOf(predictions, rows, kind === "classifier");
  });
  return averages;
}

/** Returns as many rows as the longest grid has values, with these values, and in other columns with those of the first row. */
function gridRows(features: Table, grids: readonly ColumnGrid[]): Table {
  const count = grids.reduce((most, { grid }) => Math.max(most, grid.length), 0);
  const first = new Int32Array(count);
  const columns = features.names.map((_, j): Column => takeEntries(features.column(j), first));
  for (const { column, grid } of grids) columns[column] = withGrid(columns[column]!, grid);
  return Table.fromColumns(features.names, columns, count);
}

/** Writes `grid` to the first values of `column`, which is a copy. */
function withGrid(column: Column, grid: readonly Scalar[]): Column {
  if (column.kind !== "string") {
    grid.forEach((value, point) => {
      column.values[point] = Number(value);
    });
    return column;
  }
  const categories = [...column.categories];
  grid.forEach((value, point) => {
    let code = categories.indexOf(String(value));
    if (code < 0) code = categories.push(String(value)) - 1;
    column.codes[point] = code;
  });
  return { ...column, categories };
}

/** Averages each block of `rows` predictions. Of the probabilities of two classes, only the last are averaged. */
function averageOf({ columns, data }: Matrix, rows: number, isClassifier: boolean): Matrix {
  const points = data.length / (rows * columns);
  const first = isClassifier && columns === 2 ? 1 : 0;
  const outputs = columns - first;
  const average = new Float64Array(outputs * points);
  for (let point = 0; point < points; point++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let row = 0, at = point * rows * columns + first + output; row < rows; row++, at += columns)
        sum += data[at]!;
      average[output * points + point] = sum / rows;
    }
  }
  return { rows: outputs, columns: points, data: average };
}

/**
 * Returns the values of scikit-learn's grid: all values of a column of texts or booleans, or of few different numbers; otherwise
 * numbers spaced evenly between two quantiles. Missing values are left out.
 */
export function gridOf(column: Column, name: string, options: PartialDependenceOptions = {}): Scalar[] {
  const { grid_resolution = 100, percentiles = [0.05, 0.95] } = options;
  checkParameter("grid_resolution", grid_resolution, wholeNumber(2));
  checkParameter("percentiles", percentiles, ascendingPair(number({ least: 0, most: 1 }), "strictly"));
  if (column.kind === "boolean") return [0, 1].filter((v) => column.values.includes(v)).map((v) => v === 1);
  if (column.kind === "string") {
    const occurring = new Set(column.codes);
    return column.categories.filter((_, code) => occurring.has(code)).sort(compareCodePoints);
  }
  const sorted = sortNumbers(presentOf(column.values));
  const different = sorted.filter((value, i) => i === 0 || value > sorted[i - 1]!);
  if (different.length < grid_resolution) return Array.from(different);
  const [low, high] = percentiles.map((p) => betaQuantile(sorted, p)) as [number, number];
  if (Math.abs(low - high) <= 1e-8 + 1e-5 * Math.abs(high)) {
    throw new ValueError(`the percentiles of column ${JSON.stringify(name)} are too close to each other`);
  }
  const step = (high - low) / (grid_resolution - 1);
  const grid = Array.from({ length: grid_resolution }, (_, i) => i * step + low);
  grid[grid_resolution - 1] = high;
  return grid;
}

/** The quantile of SciPy's `mquantiles`, with alphap = betap = 0.4, of ascending values. */
function betaQuantile(sorted: Float64Array, p: number): number {
  const n = sorted.length;
  const position = n * p + 0.4 + p * 0.2;
  const k = Math.floor(Math.min(n - 1, Math.max(1, position)));
  const fraction = Math.min(1, Math.max(0, position - k));
  return (1 - fraction) * sorted[k - 1]! + fraction * sorted[Math.min(k, n - 1)]!;
}
