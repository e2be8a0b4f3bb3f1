import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { notNegative } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { columnMoments, columnRanges } from "../preprocessing/column-statistics.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { keepColumns, sourcesOfKept } from "./kept-columns.ts";

const parameters = defineParameters({
  threshold: notNegative(
    0,
    "Columns whose variance is not greater are left out; 0 leaves out constant columns",
  ),
});

/** The fitted state of `VarianceThreshold`. */
interface VarianceThresholdState {
  /** The population variance of each column, or its range where that is smaller and the threshold 0; `NaN` without values. */
  readonly variances: Float64Array;
}

/**
 * Keeps the columns whose values vary more than a threshold. Missing values are left out of the variance, and stay as they are.
 */
export class VarianceThreshold extends Transformer<typeof parameters, VarianceThresholdState> {
  static readonly type = "VarianceThreshold";
  static readonly parameters = parameters;
  #kept: readonly number[] | undefined;

  override get keepsValues(): boolean {
    return true;
  }

  override get selectsColumns(): boolean {
    return true;
  }

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Cost: three passes. Throws `ValueError` for parameters out of range, infinite values, columns whose variance overflows, and
   * if no column varies enough.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const { threshold } = this.parameters;
    const input = numericInput(X, this.type, "keep");
    const { low, high } = columnRanges(input);
    const { variances: computed, counts } = columnMoments(input);
    const variances = computed.map((variance, j) => {
      const range = high[j]! - low[j]!;
      if (threshold === 0) {
        // As scikit-learn, which compares the range of complete columns only; but that of a constant one is always 0.
        const isCompared = counts[j] === X.rows || range === 0 || !Number.isFinite(variance);
        return isCompared && !(range >= variance) ? range : variance;
      }
      if (!Number.isNaN(range) && !Number.isFinite(variance)) {
        throw new ValueError(
          `column ${JSON.stringify(X.names[j])} holds numbers too large to square; scale them`,
        );
      }
      return variance;
    });
    if (!variances.some((variance) => variance > threshold)) {
      const alone = X.rows === 1 ? " (there is only one row)" : "";
      throw new ValueError(`no column has a variance greater than threshold=${threshold}${alone}`);
    }
    this.fitted = { variances };
    this.#kept = undefined;
    return this;
  }

  /** Throws `ValueError` for infinite values, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    checkWidth(X, this.state.variances.length, this.type);
    numericInput(X, this.type, "keep");
    return keepColumns(X, this.#columns());
  }

  /** The numbers of the columns that are kept, ascending. */
  #columns(): readonly number[] {
    const { variances } = this.state;
    const { threshold } = this.parameters;
    this.#kept ??= Array.from(variances.keys()).filter((j) => variances[j]! > threshold);
    return this.#kept;
  }

  override sources(): ColumnSources {
    return sourcesOfKept(this.#columns());
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, this.state?.variances instanceof Float64Array);
    this.#kept = undefined;
    checkSound(this.type, this.#columns().length > 0);
  }
}
