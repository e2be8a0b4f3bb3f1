import { ValueError } from "../core/errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../core/estimator.ts";
import { type AllowedParameters, checkParameters, TRUE_OR_FALSE } from "../core/parameter-checks.ts";
import { checkFinite, checkLengths, checkSound } from "../core/restored.ts";
import type { Table } from "../core/table.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { columnMoments } from "./column-statistics.ts";
import { shiftAndDivide } from "./shift-and-divide.ts";

export interface StandardScalerParameters {
  /** Subtract the mean. Default true. */
  readonly with_mean?: boolean;
  /** Divide by the standard deviation. Default true. */
  readonly with_std?: boolean;
}

const ALLOWED: AllowedParameters<StandardScalerParameters> = {
  with_mean: TRUE_OR_FALSE,
  with_std: TRUE_OR_FALSE,
};

export interface StandardScalerState {
  /** `NaN` for a column without values. */
  readonly mean: Float64Array;
  readonly var: Float64Array;
  /** The divisors: 1 for a constant column. */
  readonly scale: Float64Array;
  /** The number of rows, or of values in each column if some are missing. */
  readonly n_samples_seen: number | Int32Array;
}

/**
 * Standardises columns: z = (x − mean) / scale, where the scale is the population standard deviation (divisor
 * n). Missing values are ignored at fit and stay missing. The scale of a column that is constant up to rounding
 * is 1.
 */
export class StandardScaler extends Transformer<StandardScalerParameters, StandardScalerState> {
  static readonly type = "StandardScaler";

  constructor(parameters: StandardScalerParameters = {}) {
    super(parameters);
  }

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Cost: three passes over `X`. Throws `ValueError` for parameters out of range, infinite values, and columns
   * whose variance overflows.
   */
  override fit(X: Table): this {
    checkParameters(this.parameters, ALLOWED);
    const input = numericInput(X, this.type, "keep");
    const { counts, means, variances } = columnMoments(input);
    const scale = new Float64Array(input.columns).fill(1);
    for (let j = 0; j < scale.length; j++) {
      const variance = variances[j]!;
      if (counts[j] === 0) continue;
      if (!Number.isFinite(variance)) {
        throw new ValueError(`column ${JSON.stringify(X.names[j])} holds numbers too large to scale`);
      }
      if (!isConstant(variance, means[j]!, counts[j]!)) scale[j] = Math.sqrt(variance);
    }
    const seen = counts.every((count) => count === input.rows) ? input.rows : counts;
    this.fitted = { mean: means, var: variances, scale, n_samples_seen: seen };
    return this;
  }

  /** Throws `ValueError` for infinite values and a wrong number of columns. */
  override transform(X: Table): Table {
    const { mean, scale } = this.state;
    checkWidth(X, mean.length, this.type);
    const { with_mean = true, with_std = true } = this.parameters;
    return shiftAndDivide(X, with_mean ? mean : null, with_std ? scale : null, this.type);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { mean, var: variance, scale } = this.state;
    checkSound(this.type, mean instanceof Float64Array);
    checkLengths(this.type, [mean, variance, scale], mean.length);
    // A column without any value has no mean.
    checkFinite(this.type, [mean], "keep");
    checkFinite(this.type, [scale]);
    checkSound(this.type, !scale.some((divisor) => divisor <= 0));
  }
}

/** scikit-learn's bound on the rounding error of a variance. */
function isConstant(variance: number, mean: number, count: number): boolean {
  const bound = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= bound;
}
