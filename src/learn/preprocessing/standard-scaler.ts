import { eachFromItself } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources, WeightedSums } from "../core/explanation.ts";
import { flag } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { columnMoments, isConstantColumn } from "./column-statistics.ts";
import { multiplyAndShift, shiftAndDivide, sumsBefore } from "./shift-and-divide.ts";

const parameters = defineParameters({
  with_mean: flag(true, "Subtract the mean"),
  with_std: flag(true, "Divide by the standard deviation"),
});

/** The fitted state of `StandardScaler`. */
interface StandardScalerState {
  /** `NaN` for a column without values. */
  readonly mean: Float64Array;
  readonly var: Float64Array;
  /** The divisors: 1 for a constant column. */
  readonly scale: Float64Array;
  /** The number of rows, or that of the values of each column if some are missing. */
  readonly n_samples_seen: number | Int32Array;
}

/**
 * Standardises columns: z = (x − mean) / scale, where the scale is the population standard deviation (divisor
 * n). Missing values are ignored at fit and stay missing. The scale of a column that is constant up to rounding
 * is 1.
 */
export class StandardScaler extends Transformer<typeof parameters, StandardScalerState> {
  static readonly type = "StandardScaler";
  static readonly parameters = parameters;

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Cost three passes over `X`. Throws `ValueError` for parameters out of range, infinite values, and columns
   * whose variance overflows.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const input = numericInput(X, this.type, "keep");
    const { counts, means, variances } = columnMoments(input);
    const scale = new Float64Array(input.columns).fill(1);
    for (let j = 0; j < scale.length; j++) {
      const variance = variances[j]!;
      if (counts[j] === 0) continue;
      if (!Number.isFinite(variance)) {
        throw new ValueError(`column ${JSON.stringify(X.names[j])} holds numbers too large to scale`);
      }
      if (!isConstantColumn(variance, means[j]!, counts[j]!)) scale[j] = Math.sqrt(variance);
    }
    const seen = counts.every((count) => count === input.rows) ? input.rows : counts;
    this.fitted = { mean: means, var: variances, scale, n_samples_seen: seen };
    return this;
  }

  /** Throws `ValueError` for infinite values, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    const { mean, scale } = this.state;
    checkWidth(X, mean.length, this.type);
    const { with_mean, with_std } = this.parameters;
    return shiftAndDivide(X, with_mean ? mean : null, with_std ? scale : null, this.type);
  }

  override get isIncreasing(): boolean {
    return true;
  }

  override inverseTransform(X: Table): Table {
    const { mean, scale } = this.state;
    checkWidth(X, mean.length, this.type);
    const { with_mean, with_std } = this.parameters;
    return multiplyAndShift(X, with_mean ? mean : null, with_std ? scale : null);
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override unmix(sums: WeightedSums): WeightedSums {
    const { with_mean, with_std } = this.parameters;
    const { mean, scale } = this.state;
    return sumsBefore(sums, with_mean ? mean : null, with_std ? scale : null);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { mean, var: variance, scale } = this.state;
    checkSound(this.type, mean instanceof Float64Array);
    checkLengths(this.type, [mean, variance, scale], mean.length);
    // NaN stands for a column without any value.
    checkFinite(this.type, [mean], "keep");
    checkFinite(this.type, [scale]);
    checkSound(this.type, !scale.some((divisor) => divisor <= 0));
  }
}
