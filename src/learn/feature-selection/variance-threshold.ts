import { ValueError } from "../core/errors.ts";
import { notNegative } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { columnMoments, columnRanges } from "../preprocessing/column-statistics.ts";
import { numericInput } from "../validation/input.ts";
import { ColumnSelector } from "./column-selector.ts";

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
export class VarianceThreshold extends ColumnSelector<typeof parameters, VarianceThresholdState> {
  static readonly type = "VarianceThreshold";
  static readonly parameters = parameters;

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
    return this;
  }

  protected override inputColumns({ variances }: VarianceThresholdState): number {
    return variances.length;
  }

  protected override select({ variances }: VarianceThresholdState): readonly number[] {
    const { threshold } = this.parameters;
    return Array.from(variances.keys()).filter((j) => variances[j]! > threshold);
  }

  protected override checkInput(X: Table): void {
    numericInput(X, this.type, "keep");
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, this.state?.variances instanceof Float64Array);
    checkSound(this.type, this.kept.length > 0);
  }
}
