import { eachFromItself } from "../core/column-sources.ts";
import type { Domain } from "../core/domain.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import { choice, flag } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound, checkStored } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkDomain, checkResult } from "../validation/domain.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { columnMoments, isConstantColumn, presentValues } from "./column-statistics.ts";
import { BOX_COX, type PowerFunction, YEO_JOHNSON } from "./power-functions.ts";
import { multiplyAndShift } from "./shift-and-divide.ts";
import { StandardScaler } from "./standard-scaler.ts";

const parameters = defineParameters({
  method: choice(
    ["yeo-johnson", "box-cox"],
    "yeo-johnson",
    "The family of functions: yeo-johnson takes all numbers, box-cox those greater than 0",
  ),
  standardize: flag(true, "Scale the result to mean 0 and standard deviation 1"),
});

/** The fitted state of `PowerTransformer`. */
interface PowerTransformerState {
  /** The λ of each column: 1, which changes nothing but the scale, for a constant column with yeo-johnson. */
  readonly lambdas: Float64Array;
  /** Means and standard deviations of the columns after the function, as in `StandardScaler`; null without `standardize`. */
  readonly mean: Float64Array | null;
  readonly scale: Float64Array | null;
}

const FUNCTIONS: Readonly<Record<"yeo-johnson" | "box-cox", PowerFunction>> = {
  "yeo-johnson": YEO_JOHNSON,
  "box-cox": BOX_COX,
};

/**
 * Makes the distribution of each column as normal as a power can: by the function of Yeo and Johnson, or of Box and Cox, whose
 * exponent λ has the greatest likelihood. Missing values are left out and stay missing.
 */
export class PowerTransformer extends Transformer<typeof parameters, PowerTransformerState> {
  static readonly type = "PowerTransformer";
  static readonly parameters = parameters;

  override mostColumns(columns: number): number {
    return columns;
  }

  override get domain(): Domain | undefined {
    return this.#function.domain;
  }

  override get isIncreasing(): boolean {
    return true;
  }

  override checkRows(X: Table): void {
    if (this.domain !== undefined) checkDomain(X.toMatrix(), X.names, this.domain, this.parameters.method);
  }

  get #function(): PowerFunction {
    return FUNCTIONS[this.parameters.method];
  }

  /**
   * Cost: some 30 passes. Throws `ValueError` for parameters out of range, infinite values, numbers too large for a power; with
   * box-cox also for numbers that are not greater than 0, and for columns that are constant or without any value.
   */
  override fit(X: Table): this {
    this.fitTransform(X);
    return this;
  }

  override fitTransform(X: Table): Table {
    this.checkParameters();
    const input = this.#input(X);
    const { counts, means, variances } = columnMoments(input);
    const lambdas = Float64Array.from(X.names, (name, j) => {
      const isConstant = isConstantColumn(variances[j]!, means[j]!, counts[j]!);
      return this.#lambdaOf(presentValues(input, j), isConstant, name);
    });
    const powers = Table.fromMatrix(this.#powers(input, X.names, lambdas), X.names);
    if (!this.parameters.standardize) {
      this.fitted = { lambdas, mean: null, scale: null };
      return powers;
    }
    const scaler = new StandardScaler().fit(powers);
    this.fitted = { lambdas, mean: scaler.state.mean, scale: scaler.state.scale };
    return scaler.transform(powers);
  }

  #input(X: Table): Matrix {
    const input = numericInput(X, this.type, "keep");
    checkDomain(input, X.names, this.domain, this.parameters.method);
    return input;
  }

  #lambdaOf(values: Float64Array, isConstant: boolean, name: string): number {
    const { method } = this.parameters;
    if (method === "yeo-johnson" && (isConstant || values.length === 0)) return 1;
    if (values.every((value) => value === values[0])) {
      const what = values.length === 0 ? "has no value" : "is constant";
      throw new ValueError(`column ${JSON.stringify(name)} ${what}; box-cox needs different numbers`);
    }
    const lambda = this.#function.bestLambda(values);
    if (Number.isFinite(lambda)) return lambda;
    throw new ValueError(
      `column ${JSON.stringify(name)} holds numbers too large for ${method}; scale the data before`,
    );
  }

  #powers(input: Matrix, names: readonly string[], lambdas: Float64Array): Matrix {
    const { columns } = input;
    const { apply } = this.#function;
    const data = input.data.map((value, at) =>
      Number.isNaN(value) ? value : apply(value, lambdas[at % columns]!),
    );
    checkResult(input, data, names, this.parameters.method);
    return { ...input, data };
  }

  /**
   * Throws `RowError`, naming column and row, for infinite values, for numbers that box-cox does not take, and for those whose power
   * is too large; `ValueError` unless there are as many columns as at fit.
   */
  override transform(X: Table): Table {
    const { lambdas, mean, scale } = this.state;
    checkWidth(X, lambdas.length, this.type);
    const powers = this.#powers(this.#input(X), X.names, lambdas);
    if (mean === null || scale === null) return Table.fromMatrix(powers, X.names);
    const { columns, data } = powers;
    for (let at = 0; at < data.length; at++)
      data[at] = (data[at]! - mean[at % columns]!) / scale[at % columns]!;
    return Table.fromMatrix(powers, X.names);
  }

  override inverseTransform(X: Table): Table {
    const { lambdas, mean, scale } = this.state;
    checkWidth(X, lambdas.length, this.type);
    const powers = multiplyAndShift(X, mean, scale).toMatrix();
    const { invert } = this.#function;
    const data = powers.data.map((value, at) => invert(value, lambdas[at % powers.columns]!));
    return Table.fromMatrix({ ...powers, data }, X.names);
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    const { lambdas, mean, scale } = this.state ?? {};
    checkSound(this.type, lambdas instanceof Float64Array && lambdas.length > 0);
    checkFinite(this.type, [lambdas]);
    checkSound(this.type, (mean === null) === (scale === null));
    if (mean === null || scale === null) return;
    checkLengths(this.type, [mean, scale], lambdas.length);
    // NaN stands for a column without any value.
    checkFinite(this.type, [mean!], "keep");
    checkFinite(this.type, [scale!]);
    checkSound(this.type, !scale!.some((divisor) => divisor <= 0));
  }
}
