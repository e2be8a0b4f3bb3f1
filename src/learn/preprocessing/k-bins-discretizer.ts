import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import {
  choice,
  either,
  listOf,
  MOST,
  orNull,
  seed,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import { checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { searchSortedRight } from "../linalg/cumulative-sums.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { clusterEdges, quantileEdges, uniformEdges } from "./bin-edges.ts";
import { sortPresent } from "./column-statistics.ts";

/** Maximum number of bins of a column. */
const MOST_BINS = 10_000;
/** Maximum number of entries of a one-hot encoded result (2 GB). */
const MAX_ENTRIES = 2 ** 28;

const BINS = wholeNumber(2, MOST_BINS);

const parameters = defineParameters({
  n_bins: withDefault(either(BINS, listOf(BINS)), 5, "Number of bins, or a list with one number per column"),
  encode: choice(
    ["onehot", "onehot-dense", "ordinal"],
    "onehot",
    "onehot and onehot-dense, which are the same here: a column of 0 and 1 for each bin; ordinal: the number of the bin",
  ),
  strategy: choice(
    ["uniform", "quantile", "kmeans"],
    "quantile",
    "uniform: bins of equal width; quantile: with as many values each; kmeans: around the centres of a one-dimensional k-means",
  ),
  quantile_method: choice(
    ["averaged_inverted_cdf", "inverted_cdf", "linear"],
    "averaged_inverted_cdf",
    "How quantiles between two values are computed, for strategy=quantile",
  ),
  subsample: withDefault(
    orNull(wholeNumber(1, MOST)),
    200_000,
    "Maximum number of rows to learn the bins from, drawn with replacement; null: all",
  ),
  random_state: seed("Seed of the rows that are drawn"),
});

/** The fitted state of `KBinsDiscretizer`. */
interface KBinsDiscretizerState {
  /** For each column, its edges, ascending: those of n bins are n + 1 numbers. −∞ and ∞ for a column with a single bin. */
  readonly bin_edges: readonly Float64Array[];
}

const SINGLE_BIN = Float64Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);

/**
 * Divides the range of each column into bins, so that a linear estimator can learn a step for each of them. A value equal to an edge
 * belongs to the bin above it; values beyond the first and the last edge belong to the first and the last bin. A constant column
 * has a single bin. One-hot columns are named `COLUMN_0.0`, `COLUMN_1.0`, ….
 */
export class KBinsDiscretizer extends Transformer<typeof parameters, KBinsDiscretizerState> {
  static readonly type = "KBinsDiscretizer";
  static readonly parameters = parameters;
  /** The edges between bins, for each column. */
  #inner: readonly Float64Array[] | undefined;

  get #isOrdinal(): boolean {
    return this.parameters.encode === "ordinal";
  }

  override mostColumns(columns: number): number {
    const { n_bins } = this.parameters;
    if (this.#isOrdinal) return columns;
    return typeof n_bins === "number" ? columns * n_bins : n_bins.reduce((sum, bins) => sum + bins, 0);
  }

  /** `columns` are the most that there may be, so that only too many numbers of bins are known to be wrong. */
  override checkBeforeFit({ columns }: Shape): void {
    this.checkParameters();
    const { n_bins } = this.parameters;
    if (typeof n_bins !== "number" && n_bins.length > columns) this.#refuseBins(n_bins.length, columns);
  }

  #refuseBins(given: number, columns: number): never {
    throw new ValueError(`n_bins has ${given} numbers, but there are ${columns} columns`);
  }

  /**
   * Cost p n log n, with kmeans some hundred passes per bin. Throws `ValueError` for parameters out of range, and for missing or
   * infinite values.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const all = numericInput(X, this.type);
    const { n_bins } = this.parameters;
    if (typeof n_bins !== "number" && n_bins.length !== X.columns) this.#refuseBins(n_bins.length, X.columns);
    const input = this.#drawn(all);
    const buffer = new Float64Array(input.rows);
    const bin_edges = X.names.map((name, j) => {
      sortPresent(input, j, buffer);
      const edges = this.#edges(buffer, typeof n_bins === "number" ? n_bins : n_bins[j]!);
      if (edges !== undefined) return edges;
      throw new ValueError(`column ${JSON.stringify(name)} holds numbers too large to be divided into bins`);
    });
    this.fitted = { bin_edges };
    this.#inner = undefined;
    return this;
  }

  /** Returns `subsample` of the rows, if there are more. */
  #drawn(X: Matrix): Matrix {
    const { subsample, random_state } = this.parameters;
    if (subsample === null || X.rows <= subsample) return X;
    const random = new Random(random_state);
    return takeMatrixRows(
      X,
      Int32Array.from({ length: subsample }, () => random.below(X.rows)),
    );
  }

  /** Returns the edges of the bins of a column; undefined if its numbers are too large. */
  #edges(sorted: Float64Array, bins: number): Float64Array | undefined {
    const { strategy, quantile_method } = this.parameters;
    const range = sorted[sorted.length - 1]! - sorted[0]!;
    if (range === 0) return SINGLE_BIN;
    if (range === Number.POSITIVE_INFINITY) return undefined;
    if (strategy === "uniform") return uniformEdges(sorted, bins);
    const edges =
      strategy === "kmeans" ? clusterEdges(sorted, bins) : quantileEdges(sorted, bins, quantile_method);
    return edges?.length === 1 ? SINGLE_BIN : edges;
  }

  /** Throws `ValueError` for missing or infinite values, a result that is too large, and unless the columns are as many as at fit. */
  override transform(X: Table): Table {
    const inner = this.#edgesBetween();
    checkWidth(X, inner.length, this.type);
    const { rows, columns, data } = numericInput(X, this.type);
    if (this.#isOrdinal) {
      const bins = data.map((value, at) => searchSortedRight(inner[at % columns]!, value));
      return Table.fromMatrix({ rows, columns, data: bins }, X.names);
    }
    const width = inner.reduce((sum, edges) => sum + edges.length + 1, 0);
    if (width * rows > MAX_ENTRIES) {
      throw new ValueError(`${this.type} would make ${rows} × ${width} numbers; choose fewer bins`);
    }
    const result = new Float64Array(rows * width);
    for (let i = 0, at = 0, to = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) {
        result[to + searchSortedRight(inner[j]!, data[at]!)] = 1;
        to += inner[j]!.length + 1;
      }
    }
    const names = inner.flatMap((edges, j) =>
      Array.from({ length: edges.length + 1 }, (_, bin) => `${X.names[j]}_${bin}.0`),
    );
    return Table.fromMatrix({ rows, columns: width, data: result }, names);
  }

  #edgesBetween(): readonly Float64Array[] {
    this.#inner ??= this.state.bin_edges.map((edges) => edges.subarray(1, edges.length - 1));
    return this.#inner;
  }

  override sources(): ColumnSources {
    const from = this.#edgesBetween().flatMap((edges, j) =>
      new Array<number>(this.#isOrdinal ? 1 : edges.length + 1).fill(j),
    );
    return { from: Int32Array.from(from) };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    const { bin_edges } = this.state ?? {};
    checkSound(this.type, Array.isArray(bin_edges) && bin_edges.length > 0 && bin_edges.every(areEdges));
    this.#inner = undefined;
  }
}

function areEdges(edges: unknown): boolean {
  return (
    edges instanceof Float64Array &&
    edges.length >= 2 &&
    edges.length <= MOST_BINS + 1 &&
    edges.every((edge, i) => !Number.isNaN(edge) && (i === 0 || edge >= edges[i - 1]!))
  );
}
