import { StateError, ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { ascendingPair, either, flag, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { shown } from "../core/parameter-words.ts";
import { type CompleteParameters, defineParameters } from "../core/parameters.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { countMonomials, type Monomials, monomialName, monomials } from "./monomials.ts";

const parameters = defineParameters({
  degree: withDefault(
    either(wholeNumber(0), ascendingPair(wholeNumber(0), "or equal")),
    2,
    "The highest degree, or the lowest and the highest",
  ),
  interaction_only: flag(false, "Only products of different columns"),
  include_bias: flag(true, "A first column of ones, named 1"),
});

type PolynomialOptions = CompleteParameters<typeof parameters>;

/** The fitted state of `PolynomialFeatures`. */
interface PolynomialFeaturesState {
  readonly n_features_in: number;
  readonly n_output_features: number;
}

/** Maximum number of columns and of entries (2 GB) of the result. */
const MAX_COLUMNS = 1_000_000;
const MAX_ENTRIES = 2 ** 28;

/**
 * Computes all products of the columns up to a degree: for a and b and degree 2 these are `1`, `a`, `b`, `a^2`, `a b`, `b^2`.
 * Cost: one multiplication per entry.
 */
export class PolynomialFeatures extends Transformer<typeof parameters, PolynomialFeaturesState> {
  static readonly type = "PolynomialFeatures";
  static readonly parameters = parameters;
  #products: Monomials | undefined;

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and a result that is too
   * large.
   */
  override fit(X: Table): this {
    this.checkParameters();
    const { rows, columns } = numericInput(X, this.type);
    const width = outputWidth(columns, this.parameters);
    if (width === 0) {
      const { degree } = this.parameters;
      throw new ValueError(`degree=${shown(degree)} without include_bias has no columns`);
    }
    checkSize(rows, width);
    this.fitted = { n_features_in: columns, n_output_features: width };
    this.#products = undefined;
    return this;
  }

  /**
   * Throws `ValueError` for missing or infinite values, products that overflow, and a result that is too large.
   */
  override transform(X: Table): Table {
    const { n_features_in: p, n_output_features: width } = this.state;
    checkWidth(X, p, this.type);
    const { rows, data } = numericInput(X, this.type);
    checkSize(rows, width);
    const { interaction_only, include_bias } = this.parameters;
    this.#products ??= monomials(p, ...rangeOf(this.parameters), interaction_only);
    const products = this.#products;
    const bias = include_bias ? 1 : 0;
    const result = expand(data, rows, p, products, bias, width);
    const names = Array.from({ length: width }, (_, k) =>
      k < bias ? "1" : monomialName(products, k - bias + products.skipped, X.names),
    );
    const overflow = firstOverflow(result, width);
    if (overflow >= 0) {
      throw new ValueError(
        `column ${JSON.stringify(names[overflow % width])} would overflow; scale the data before`,
      );
    }
    return Table.fromMatrix({ rows, columns: width, data: result }, names);
  }

  override sources(): ColumnSources {
    const { n_features_in: p, n_output_features: width } = this.state;
    const { include_bias, interaction_only } = this.parameters;
    const { first, rest, skipped } = monomials(p, ...rangeOf(this.parameters), interaction_only);
    const bias = include_bias ? 1 : 0;
    const from = new Int32Array(width).fill(-1, 0, bias);
    for (let k = skipped; k < first.length; k++) {
      for (let at = rest[k]!; at >= 0; at = rest[at]!) if (first[at] !== first[k]) return { from: undefined };
      from[bias + k - skipped] = first[k]!;
    }
    return { from };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { n_features_in: p, n_output_features: width } = this.state;
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, isWhole(p, 1, MAX_COLUMNS) && width === outputWidth(p, this.parameters));
    if (!(width >= 1 && width <= MAX_COLUMNS)) throw new StateError(`its ${this.type} is too large`);
    this.#products = undefined;
  }
}

/** Returns the lowest and the highest degree. */
function rangeOf({ degree }: PolynomialOptions): [number, number] {
  return typeof degree === "number" ? [1, degree] : [Math.max(1, degree[0]), degree[1]];
}

/** Returns the number of columns of the result; if there are too many, including those of lower degrees. */
function outputWidth(p: number, parameters: PolynomialOptions): number {
  const { interaction_only, include_bias } = parameters;
  const [low, high] = rangeOf(parameters);
  const all = countMonomials(p, 1, high, interaction_only, MAX_COLUMNS + 1);
  if (all > MAX_COLUMNS) return all;
  return countMonomials(p, low, high, interaction_only, MAX_COLUMNS + 1) + (include_bias ? 1 : 0);
}

function checkSize(rows: number, width: number): void {
  if (width > MAX_COLUMNS || rows * width > MAX_ENTRIES) {
    throw new ValueError(
      `PolynomialFeatures would make ${rows} rows of ${width > MAX_COLUMNS ? "more than a million" : width} columns; choose a lower degree`,
    );
  }
}

/** Returns the products of every row, after `bias` columns of ones. */
function expand(
  data: Float64Array,
  rows: number,
  p: number,
  products: Monomials,
  bias: number,
  width: number,
): Float64Array {
  const { first, skipped } = products;
  const result = new Float64Array(rows * width);
  // Intermediate products of lower degrees need their own space.
  const row = new Float64Array(skipped > 0 ? first.length : 0);
  for (let i = 0; i < rows; i++) {
    const to = i * width;
    if (bias === 1) result[to] = 1;
    if (skipped === 0) multiplyRow(data, i * p, products, result, to + bias);
    else {
      multiplyRow(data, i * p, products, row, 0);
      result.set(row.subarray(skipped), to + bias);
    }
  }
  return result;
}

/** Writes the products of the row that starts at `from` to `target`, starting at `to`. */
function multiplyRow(
  data: Float64Array,
  from: number,
  { first, rest }: Monomials,
  target: Float64Array,
  to: number,
): void {
  for (let k = 0; k < first.length; k++) {
    const value = data[from + first[k]!]!;
    const other = rest[k]!;
    target[to + k] = other < 0 ? value : value * target[to + other]!;
  }
}

/** Returns the index of the first infinite or `NaN` number; -1 for none. */
function firstOverflow(values: Float64Array, width: number): number {
  for (let from = 0; from < values.length; from += width) {
    const end = Math.min(values.length, from + width);
    // 0 · x is 0 unless x is infinite or NaN.
    let rest = 0;
    for (let at = from; at < end; at++) rest += values[at]! * 0;
    if (rest !== 0) for (let at = from; at < end; at++) if (!Number.isFinite(values[at]!)) return at;
  }
  return -1;
}
