import { StateError, ValueError } from "../errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../estimator.ts";
import { checkWidth, numericInput } from "../input.ts";
import { checkLengths } from "../restored.ts";
import { Table } from "../table.ts";
import { checkBoolean, checkPair, shown } from "./checks.ts";
import { sortPresent } from "./column-statistics.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { median, quantile } from "./order-statistics.ts";

export interface RobustScalerParameters {
  /** Subtract the median. Default true. */
  readonly with_centering?: boolean;
  /** Divide by the quantile range. Default true. */
  readonly with_scaling?: boolean;
  /** The two quantiles in percent, 0 ≤ first ≤ second ≤ 100. Default [25, 75]. */
  readonly quantile_range?: readonly [number, number];
  /**
   * Scale so that normally distributed columns get variance 1; then the two quantiles must lie strictly between 0
   * and 100 and differ. Default false.
   */
  readonly unit_variance?: boolean;
}

export interface RobustScalerState {
  /** The medians, `NaN` for a column without values; null without centring. */
  readonly center: Float64Array | null;
  /** What values are divided by: 1 for a column whose quantiles are equal; null without scaling. */
  readonly scale: Float64Array | null;
  readonly n_features_in: number;
}

/**
 * (x − median) / (q₂ − q₁), column by column, q₁ and q₂ being quantiles (interpolated linearly): what outliers hardly
 * move. Missing values are left out of the statistics and stay missing.
 */
export class RobustScaler extends Transformer<RobustScalerParameters, RobustScalerState> {
  static readonly type = "RobustScaler";

  constructor(parameters: RobustScalerParameters = {}) {
    super(parameters);
  }

  /**
   * Cost p n log n. Throws `ValueError` for parameters out of range, infinite values,
   * and columns whose quantile range a double cannot hold.
   */
  override fit(X: Table): this {
    const { with_centering = true, with_scaling = true } = this.parameters;
    const adjust = this.#adjustment();
    const [q1, q2] = this.parameters.quantile_range ?? [25, 75];
    const input = numericInput(X, this.type, "keep");
    const center = with_centering ? new Float64Array(input.columns) : null;
    const scale = with_scaling ? new Float64Array(input.columns) : null;
    const buffer = new Float64Array(input.rows);
    for (let j = 0; j < input.columns; j++) {
      const count = sortPresent(input, j, buffer);
      if (center !== null) center[j] = median(buffer, count);
      if (scale === null) continue;
      const range = quantile(buffer, count, q2 / 100) - quantile(buffer, count, q1 / 100);
      if (range === Number.POSITIVE_INFINITY) {
        throw new ValueError(`column ${JSON.stringify(X.names[j])} holds numbers too large to scale`);
      }
      scale[j] = (range < 10 * Number.EPSILON ? 1 : range) / adjust;
    }
    this.fitted = { center, scale, n_features_in: input.columns };
    return this;
  }

  /** Checks the parameters. Gives the quantile range of the standard normal distribution, or 1. */
  #adjustment(): number {
    const {
      with_centering = true,
      with_scaling = true,
      quantile_range = [25, 75],
      unit_variance = false,
    } = this.parameters;
    checkBoolean("with_centering", with_centering);
    checkBoolean("with_scaling", with_scaling);
    checkBoolean("unit_variance", unit_variance);
    checkPair("quantile_range", quantile_range, true);
    const [q1, q2] = quantile_range;
    if (!(q1 >= 0 && q2 <= 100)) {
      throw new ValueError(`quantile_range=${shown(quantile_range)} must lie between 0 and 100`);
    }
    if (!unit_variance) return 1;
    const adjust = normalQuantile(q2 / 100) - normalQuantile(q1 / 100);
    if (!(adjust > 0 && Number.isFinite(adjust))) {
      throw new ValueError(
        `quantile_range=${shown(quantile_range)} must be two different numbers strictly between 0 and 100 for unit_variance`,
      );
    }
    return adjust;
  }

  /** Throws `ValueError` for infinite values and another number of columns than was learnt. */
  override transform(X: Table): Table {
    const { center, scale, n_features_in } = this.state;
    checkWidth(X, n_features_in, this.type);
    const { rows, columns, data } = numericInput(X, this.type, "keep");
    const shift = center ?? new Float64Array(columns);
    const divisor = scale ?? new Float64Array(columns).fill(1);
    const result = new Float64Array(data.length);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) result[at] = (data[at]! - shift[j]!) / divisor[j]!;
    }
    return Table.fromMatrix({ rows, columns, data: result }, X.names);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { center, scale, n_features_in } = this.state;
    if (!Number.isInteger(n_features_in)) {
      throw new StateError(`the state of its ${this.type} is malformed`);
    }
    const arrays = [center, scale].filter((array) => array !== null);
    checkLengths(this.type, arrays, n_features_in);
  }
}
