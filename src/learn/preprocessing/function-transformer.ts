import { eachFromItself } from "../core/column-sources.ts";
import type { Domain } from "../core/domain.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { oneOf, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkDomain, checkResult } from "../validation/domain.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import {
  FUNCTION_NAMES,
  type FunctionName,
  INCREASING_FUNCTIONS,
  NAMED_FUNCTIONS,
} from "./named-functions.ts";

/** The parameters `func` and `inverse_func`. */
export const functionParameters = {
  func: withDefault(
    oneOf(null, ...FUNCTION_NAMES),
    null,
    "The function, by its name in NumPy; null: the columns stay as they are",
  ),
  inverse_func: withDefault(
    oneOf(null, ...FUNCTION_NAMES),
    null,
    "The function that undoes func, for a transformed label; null: the inverse of func",
  ),
};

const parameters = defineParameters(functionParameters);

/** The fitted state of `FunctionTransformer`. */
interface FunctionTransformerState {
  readonly n_features_in: number;
}

/**
 * Applies a function of one number to each value: f(x). It learns nothing but the number of columns. Missing values stay missing.
 * Functions are known by their names, because a stored pipeline holds no code: see `NAMED_FUNCTIONS`.
 */
export class FunctionTransformer extends Transformer<typeof parameters, FunctionTransformerState> {
  static readonly type = "FunctionTransformer";
  static readonly parameters = parameters;

  override mostColumns(columns: number): number {
    return columns;
  }

  /** Without `func` nothing is changed. */
  override get keepsValues(): boolean {
    return this.parameters.func === null;
  }

  override get domain(): Domain | undefined {
    const { func } = this.parameters;
    return func === null ? undefined : NAMED_FUNCTIONS[func].domain;
  }

  override checkRows(X: Table): void {
    const { func } = this.parameters;
    if (func !== null && this.domain !== undefined) checkDomain(X.toMatrix(), X.names, this.domain, func);
  }

  /** Throws `ValueError` for parameters out of range, for infinite values, and for those outside the domain of the function. */
  override fit(X: Table): this {
    this.fitTransform(X);
    return this;
  }

  override fitTransform(X: Table): Table {
    this.checkParameters();
    this.fitted = { n_features_in: X.columns };
    return this.transform(X);
  }

  /**
   * Throws `RowError`, naming column and row, for infinite values, for values outside the domain of the function, and for those
   * whose result is too large; `ValueError` unless there are as many columns as at fit.
   */
  override transform(X: Table): Table {
    checkWidth(X, this.state.n_features_in, this.type);
    const { func } = this.parameters;
    if (func === null) return X;
    const input = numericInput(X, this.type, "keep");
    checkDomain(input, X.names, this.domain, func);
    const data = input.data.map(NAMED_FUNCTIONS[func].apply);
    checkResult(input, data, X.names, func);
    return Table.fromMatrix({ ...input, data }, X.names);
  }

  override get isIncreasing(): boolean {
    const { func, inverse_func } = this.parameters;
    if (func === null) return inverse_func === null;
    return INCREASING_FUNCTIONS.has(func) && this.#inverse === NAMED_FUNCTIONS[func].inverse;
  }

  /** Whether `func` is null or has an inverse, or `inverse_func` names one. */
  override get hasInverse(): boolean {
    return this.parameters.func === null || this.#inverse !== null;
  }

  /** A number that `func` never returns becomes NaN. Throws `ValueError` for a function without an inverse. */
  override inverseTransform(X: Table): Table {
    const inverse = this.#inverse;
    if (inverse === null) {
      if (this.hasInverse) return X;
      throw new ValueError(`func=${JSON.stringify(this.parameters.func)} has no inverse`);
    }
    const input = X.toMatrix();
    const { apply } = NAMED_FUNCTIONS[inverse];
    const { range } = NAMED_FUNCTIONS[this.parameters.func!];
    const data = input.data.map((value) =>
      range === undefined || range.includes(value) ? apply(value) : Number.NaN,
    );
    return Table.fromMatrix({ ...input, data }, X.names);
  }

  get #inverse(): FunctionName | null {
    const { func, inverse_func } = this.parameters;
    if (inverse_func !== null || func === null) return inverse_func;
    return NAMED_FUNCTIONS[func].inverse;
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, isWhole(this.state?.n_features_in, 0));
  }
}
