import { eachFromItself } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { takeMatrixRows } from "../core/matrix.ts";
import { choice, count, MOST, orNull, seed, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { linspace } from "../linalg/interpolation.ts";
import { quantile } from "../linalg/quantiles.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { sortPresent } from "./column-statistics.ts";
import { QuantileMap } from "./quantile-map.ts";

const parameters = defineParameters({
  n_quantiles: count(1000, "Number of quantiles to learn, at most as many as there are rows"),
  output_distribution: choice(
    ["uniform", "normal"],
    "uniform",
    "The distribution of the result: uniform from 0 to 1, or standard normal",
  ),
  subsample: withDefault(
    orNull(wholeNumber(1, MOST)),
    10_000,
    "Maximum number of rows to learn the quantiles from, drawn without replacement; null: all",
  ),
  random_state: seed("Seed of the rows that are drawn"),
});

/** The fitted state of `QuantileTransformer`. */
interface QuantileTransformerState {
  /** p × `n_quantiles`, row-major: ascending for each column; `NaN` for a column without values. */
  readonly quantiles: Float64Array;
  /** The number of quantiles of each column: at most the number of rows. */
  readonly n_quantiles: number;
}

/**
 * Maps each value to its quantile among the training rows, so that each column has a uniform or a normal distribution: any
 * monotone change of a column has no effect, and outliers little. Values beyond those of the training are mapped to the ends.
 * Missing values are left out of the quantiles and stay missing.
 */
export class QuantileTransformer extends Transformer<typeof parameters, QuantileTransformerState> {
  static readonly type = "QuantileTransformer";
  static readonly parameters = parameters;
  #maps: readonly QuantileMap[] | undefined;

  override mostColumns(columns: number): number {
    return columns;
  }

  override checkParameters(): void {
    super.checkParameters();
    const { n_quantiles, subsample } = this.parameters;
    if (subsample !== null && n_quantiles > subsample) {
      throw new ValueError(`n_quantiles=${n_quantiles} must not be more than subsample=${subsample}`);
    }
  }

  /** Cost p n log n, for at most `subsample` rows. Throws `ValueError` for parameters out of range and for infinite values. */
  override fit(X: Table): this {
    this.checkParameters();
    const { n_quantiles: wanted, subsample, random_state } = this.parameters;
    const all = numericInput(X, this.type, "keep");
    const isTooLong = subsample !== null && subsample < all.rows;
    const input = isTooLong ? takeMatrixRows(all, new Random(random_state).sample(all.rows, subsample)) : all;
    const n_quantiles = Math.max(1, Math.min(wanted, all.rows));
    const references = linspace(0, 1, n_quantiles);
    const quantiles = new Float64Array(input.columns * n_quantiles);
    const buffer = new Float64Array(input.rows);
    for (let j = 0; j < input.columns; j++) {
      const present = sortPresent(input, j, buffer);
      for (let q = 0; q < n_quantiles; q++) {
        // As percent and back, to round as scikit-learn does.
        quantiles[j * n_quantiles + q] = quantile(buffer, present, (references[q]! * 100) / 100);
      }
      if (!Number.isFinite(buffer[present - 1]! - buffer[0]!) && present > 0) {
        throw new ValueError(`column ${JSON.stringify(X.names[j])} holds numbers too large to scale`);
      }
    }
    this.fitted = { quantiles, n_quantiles };
    this.#maps = undefined;
    return this;
  }

  /** Throws `ValueError` for infinite values, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    const maps = this.#columns();
    checkWidth(X, maps.length, this.type);
    const { rows, columns, data } = numericInput(X, this.type, "keep");
    const result = new Float64Array(data.length);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) result[at] = maps[j]!.apply(data[at]!);
    }
    return Table.fromMatrix({ rows, columns, data: result }, X.names);
  }

  /** Numbers beyond the distribution become the smallest or the largest value of the training rows. */
  override inverseTransform(X: Table): Table {
    const maps = this.#columns();
    checkWidth(X, maps.length, this.type);
    const { rows, columns, data } = X.toMatrix();
    const result = new Float64Array(data.length);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) result[at] = maps[j]!.invert(data[at]!);
    }
    return Table.fromMatrix({ rows, columns, data: result }, X.names);
  }

  #columns(): readonly QuantileMap[] {
    const { quantiles, n_quantiles } = this.state;
    this.#maps ??= Array.from({ length: quantiles.length / n_quantiles }, (_, j) => {
      const own = quantiles.subarray(j * n_quantiles, (j + 1) * n_quantiles);
      return new QuantileMap(own, linspace(0, 1, n_quantiles), this.parameters.output_distribution);
    });
    return this.#maps;
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    const { quantiles, n_quantiles } = this.state ?? {};
    checkSound(
      this.type,
      quantiles instanceof Float64Array &&
        isWhole(n_quantiles, 1, quantiles.length) &&
        quantiles.length % n_quantiles === 0,
    );
    for (let first = 0; first < quantiles.length; first += n_quantiles) {
      checkSound(this.type, isAscending(quantiles.subarray(first, first + n_quantiles)));
    }
    this.#maps = undefined;
  }
}

/** Returns whether all are finite and ascending, or all `NaN`. */
function isAscending(values: Float64Array): boolean {
  if (values.every(Number.isNaN)) return true;
  return values.every((value, i) => Number.isFinite(value) && (i === 0 || value >= values[i - 1]!));
}
