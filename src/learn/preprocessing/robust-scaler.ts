import { eachFromItself } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources, WeightedSums } from "../core/explanation.ts";
import { ascendingPair, flag, number, withDefault } from "../core/parameter-kinds.ts";
import { shown } from "../core/parameter-words.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound, isWhole } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { median } from "../linalg/order-statistics.ts";
import { quantile } from "../linalg/quantiles.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { sortPresent } from "./column-statistics.ts";
import { normalQuantile } from "./normal-distribution.ts";
import { multiplyAndShift, shiftAndDivide, sumsBefore } from "./shift-and-divide.ts";

const parameters = defineParameters({
  with_centering: flag(true, "Subtract the median"),
  with_scaling: flag(true, "Divide by the quantile range"),
  quantile_range: withDefault(
    ascendingPair(number({ least: 0, most: 100 }), "or equal"),
    [25, 75],
    "The two quantiles, in percent",
  ),
  unit_variance: flag(
    false,
    "Scale so that normally distributed columns get variance 1; the quantiles must then differ and be neither 0 nor 100",
  ),
});

/** The fitted state of `RobustScaler`. */
interface RobustScalerState {
  /** The medians, `NaN` for a column without values; null without centring. */
  readonly center: Float64Array | null;
  /** The divisors: 1 for a column whose quantiles are equal; null without scaling. */
  readonly scale: Float64Array | null;
  readonly n_features_in: number;
}

/**
 * (x − median) / (q₂ − q₁), column by column, where q₁ and q₂ are linearly interpolated quantiles. Outliers hardly
 * affect the result. Missing values are left out of the statistics and stay missing.
 */
export class RobustScaler extends Transformer<typeof parameters, RobustScalerState> {
  static readonly type = "RobustScaler";
  static readonly parameters = parameters;

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Cost p n log n. Throws `ValueError` for parameters out of range, infinite values,
   * and columns whose quantile range overflows.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const { with_centering, with_scaling, quantile_range } = this.parameters;
    const adjust = this.parameters.unit_variance ? normalRange(quantile_range) : 1;
    const [q1, q2] = quantile_range;
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

  /** Throws `ValueError` for infinite values, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    const { center, scale, n_features_in } = this.state;
    checkWidth(X, n_features_in, this.type);
    return shiftAndDivide(X, center, scale, this.type);
  }

  override get isIncreasing(): boolean {
    return true;
  }

  override inverseTransform(X: Table): Table {
    const { center, scale, n_features_in } = this.state;
    checkWidth(X, n_features_in, this.type);
    return multiplyAndShift(X, center, scale);
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override unmix(sums: WeightedSums): WeightedSums {
    return sumsBefore(sums, this.state.center, this.state.scale);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { center, scale, n_features_in } = this.state;
    checkSound(this.type, isWhole(n_features_in, 1));
    const arrays = [center, scale].filter((array) => array !== null);
    checkLengths(this.type, arrays, n_features_in);
    // NaN stands for a column without any value.
    checkFinite(this.type, arrays, "keep");
    checkSound(this.type, !scale?.some((divisor) => divisor <= 0));
  }
}

/** The quantile range of the standard normal distribution. Throws `ValueError` if it is 0 or infinite. */
function normalRange(quantileRange: readonly [number, number]): number {
  const range = normalQuantile(quantileRange[1] / 100) - normalQuantile(quantileRange[0] / 100);
  if (range > 0 && Number.isFinite(range)) return range;
  throw new ValueError(
    `quantile_range=${shown(quantileRange)} must be two different numbers strictly between 0 and 100 for unit_variance`,
  );
}
