import { ValueError } from "../errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../estimator.ts";
import { checkWidth, numericInput } from "../input.ts";
import { checkLengths } from "../restored.ts";
import { Table } from "../table.ts";

export interface StandardScalerParameters {
  /** Subtract the mean. Default true. */
  readonly with_mean?: boolean;
  /** Divide by the standard deviation. Default true. */
  readonly with_std?: boolean;
}

export interface StandardScalerState {
  readonly mean: Float64Array;
  readonly var: Float64Array;
  /** What values are divided by: 1 for a constant column. */
  readonly scale: Float64Array;
}

/**
 * z = (x − mean) / scale, column by column; the scale is the population standard deviation (divisor n). Missing
 * values are left out of the statistics and stay missing. A column that is constant up to rounding gets scale 1.
 */
export class StandardScaler extends Transformer<StandardScalerParameters, StandardScalerState> {
  static readonly type = "StandardScaler";

  constructor(parameters: StandardScalerParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for infinite values and for columns whose spread a double cannot hold. */
  override fit(X: Table): this {
    const { rows, columns, data } = numericInput(X, this.type, "keep");
    const mean = new Float64Array(columns);
    const variance = new Float64Array(columns);
    const scale = new Float64Array(columns).fill(1);
    for (let j = 0; j < columns; j++) {
      let count = 0;
      let sum = 0;
      for (let i = 0, at = j; i < rows; i++, at += columns) {
        const value = data[at]!;
        if (Number.isNaN(value)) continue;
        count++;
        sum += value;
      }
      if (count === 0) continue;
      const centre = sum / count;
      let squares = 0;
      let remainder = 0;
      for (let i = 0, at = j; i < rows; i++, at += columns) {
        const deviation = data[at]! - centre;
        if (Number.isNaN(deviation)) continue;
        squares += deviation * deviation;
        remainder += deviation;
      }
      // The remainder would be 0 in exact arithmetic: it takes out the rounding of the mean.
      const spread = (squares - (remainder * remainder) / count) / count;
      if (!Number.isFinite(spread)) {
        throw new ValueError(`column ${JSON.stringify(X.names[j])} holds numbers too large to scale`);
      }
      mean[j] = centre;
      variance[j] = spread;
      if (!isConstant(spread, centre, count)) scale[j] = Math.sqrt(spread);
    }
    this.fitted = { mean, var: variance, scale };
    return this;
  }

  override transform(X: Table): Table {
    const { mean, scale } = this.state;
    checkWidth(X, mean.length, this.type);
    const { rows, columns, data } = X.toMatrix();
    const { with_mean = true, with_std = true } = this.parameters;
    const result = new Float64Array(data.length);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) {
        const centred = with_mean ? data[at]! - mean[j]! : data[at]!;
        result[at] = with_std ? centred / scale[j]! : centred;
      }
    }
    return Table.fromMatrix({ rows, columns, data: result }, X.names);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkLengths(this.type, [this.state.mean, this.state.var, this.state.scale], this.state.mean?.length);
  }
}

/** scikit-learn's bound on the rounding error of a variance (`_is_constant_feature`). */
function isConstant(variance: number, mean: number, count: number): boolean {
  const bound = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= bound;
}
