import { eachFromItself } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { ascendingPair, flag, number, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { columnRanges } from "./column-statistics.ts";

const parameters = defineParameters({
  feature_range: withDefault(
    ascendingPair(number(), "strictly"),
    [0, 1],
    "The range to which the smallest and the largest value of each column are mapped",
  ),
  clip: flag(false, "Clip values outside the range to its ends"),
});

/** The fitted state of `MinMaxScaler`. */
interface MinMaxScalerState {
  /** `NaN` for a column without values, as are `data_max`, `scale` and `min`. */
  readonly data_min: Float64Array;
  readonly data_max: Float64Array;
  readonly scale: Float64Array;
  readonly min: Float64Array;
}

/**
 * x · scale + min, column by column, with scale = (b − a) / (data_max − data_min) and min = a − data_min · scale for
 * the range [a, b]. Missing values are left out of the statistics and stay missing. The range of a
 * constant column counts as 1.
 */
export class MinMaxScaler extends Transformer<typeof parameters, MinMaxScalerState> {
  static readonly type = "MinMaxScaler";
  static readonly parameters = parameters;

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Cost two passes over `X`. Throws `ValueError` for parameters out of range, infinite values, and columns whose
   * range overflows.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const { feature_range } = this.parameters;
    const { low, high } = columnRanges(numericInput(X, this.type, "keep"));
    const [a, b] = feature_range;
    const scale = new Float64Array(low.length);
    const min = new Float64Array(low.length);
    for (let j = 0; j < low.length; j++) {
      const span = high[j]! - low[j]!;
      scale[j] = (b - a) / (span < 10 * Number.EPSILON ? 1 : span);
      min[j] = a - low[j]! * scale[j]!;
      const isTooLarge = !Number.isFinite(min[j]!) || !Number.isFinite(high[j]! * scale[j]!);
      if (!Number.isNaN(span) && (span === Number.POSITIVE_INFINITY || isTooLarge)) {
        throw new ValueError(`column ${JSON.stringify(X.names[j])} holds numbers too large to scale`);
      }
    }
    this.fitted = { data_min: low, data_max: high, scale, min };
    return this;
  }

  /** Throws `ValueError` for infinite values, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    const { scale, min } = this.state;
    checkWidth(X, scale.length, this.type);
    const { rows, columns, data } = numericInput(X, this.type, "keep");
    const { feature_range, clip } = this.parameters;
    const result = new Float64Array(data.length);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) result[at] = data[at]! * scale[j]! + min[j]!;
    }
    if (clip) limit(result, feature_range[0], feature_range[1]);
    return Table.fromMatrix({ rows, columns, data: result }, X.names);
  }

  override get isIncreasing(): boolean {
    return !this.parameters.clip;
  }

  override inverseTransform(X: Table): Table {
    const { scale, min } = this.state;
    checkWidth(X, scale.length, this.type);
    const { rows, columns, data } = X.toMatrix();
    const result = data.map((value, at) => (value - min[at % columns]!) / scale[at % columns]!);
    return Table.fromMatrix({ rows, columns, data: result }, X.names);
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { data_min, data_max, scale, min } = this.state;
    checkSound(this.type, scale instanceof Float64Array);
    checkLengths(this.type, [data_min, data_max, scale, min], scale.length);
    // NaN stands for a column without any value.
    checkFinite(this.type, [scale, min], "keep");
    checkStored(this.type, () => this.checkParameters());
  }
}

function limit(values: Float64Array, low: number, high: number): void {
  for (let at = 0; at < values.length; at++) {
    if (values[at]! < low) values[at] = low;
    else if (values[at]! > high) values[at] = high;
  }
}
