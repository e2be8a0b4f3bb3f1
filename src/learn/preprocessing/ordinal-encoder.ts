import * as v from "valibot";
import { stringsOf } from "../core/column.ts";
import { eachFromItself } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import { choice, either, oneOf, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { shown } from "../core/parameter-words.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { Categories, RestoreStep, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { checkWidth } from "../validation/input.ts";
import {
  areStoredCategories,
  categoriesOf,
  categoryParameters,
  checkLists,
  grouping,
  infrequent,
  refuseUnknown,
} from "./categories.ts";

const CODE = either(wholeNumber(), oneOf(Number.NaN));

const parameters = defineParameters({
  ...categoryParameters,
  handle_unknown: choice(
    ["error", "use_encoded_value"],
    "error",
    "A category that was not learnt: error refuses it, use_encoded_value encodes it as unknown_value",
  ),
  unknown_value: withDefault(
    v.nullable(CODE),
    null,
    "A whole number that no category has, or NaN; required by use_encoded_value, and only allowed there",
  ),
  encoded_missing_value: withDefault(
    CODE,
    Number.NaN,
    "The number for missing values in a column that had missing values at fit: a whole number that no category has, or NaN",
  ),
});

/** The fitted state of `OrdinalEncoder`. */
interface OrdinalEncoderState {
  readonly categories: readonly Categories[];
  /** For each column, the numbers of the categories that share the last number, ascending. */
  readonly infrequent_indices: readonly Int32Array[];
}

/**
 * Encodes categories as numbers, from 0 in the order of the categories; the infrequent ones share the last number. Numbers
 * and booleans count as their JSON text. A missing value is unknown in a column without missing values at fit.
 */
export class OrdinalEncoder extends Transformer<typeof parameters, OrdinalEncoderState> {
  static readonly type = "OrdinalEncoder";
  static readonly parameters = parameters;
  /** For each column, the number of each category. */
  #numbers: Map<string | null, number>[] | undefined;

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Linear cost. Throws `ValueError` for parameters out of range, for values outside given categories, and for an
   * `unknown_value` or `encoded_missing_value` that a category has.
   */
  override fit(X: Table): this {
    const { handle_unknown } = this.parameters;
    this.#checkParameters(X);
    const learnt = X.names.map((name, index) => {
      const { categories, counts, unknownRow } = categoriesOf(X, index, this.parameters);
      if (unknownRow >= 0 && handle_unknown === "error") refuseUnknown(name, unknownRow);
      const present = categories.at(-1) === null ? counts.slice(0, -1) : counts;
      const rare = infrequent(present, X.rows, this.parameters);
      this.#checkFree(name, present.length - rare.length, present.length < categories.length);
      return { categories, rare };
    });
    this.fitted = {
      categories: learnt.map(({ categories }) => categories),
      infrequent_indices: learnt.map(({ rare }) => rare),
    };
    this.#numbers = undefined;
    return this;
  }

  #checkParameters(X: Table): void {
    this.checkParameters();
    const { handle_unknown, unknown_value } = this.parameters;
    if ((handle_unknown === "use_encoded_value") !== (unknown_value !== null)) {
      throw new ValueError(
        `unknown_value=${shown(unknown_value)} must be a whole number or NaN for handle_unknown "use_encoded_value", else null`,
      );
    }
    checkLists(this.parameters, X);
    if (X.names.length === 0) throw new ValueError(`${this.type} got no columns to learn from`);
  }

  /** Throws `ValueError` for a number that a category has. As in scikit-learn, that of infrequent categories may be reused. */
  #checkFree(name: string, frequent: number, hasMissing: boolean): void {
    const { unknown_value, encoded_missing_value } = this.parameters;
    const isTaken = (value: number) => value >= 0 && value < frequent;
    const taken = (parameter: string, value: number) =>
      new ValueError(`${parameter}=${value} is the number of a category of column ${JSON.stringify(name)}`);
    if (unknown_value !== null && isTaken(unknown_value)) throw taken("unknown_value", unknown_value);
    if (hasMissing && isTaken(encoded_missing_value)) {
      throw taken("encoded_missing_value", encoded_missing_value);
    }
  }

  /** Throws `ValueError` for an unknown category with `handle_unknown: "error"`. */
  override transform(X: Table): Table {
    const { categories, infrequent_indices } = this.state;
    checkWidth(X, categories.length, this.type);
    this.#numbers ??= categories.map((known, index) => this.#numbering(known, infrequent_indices[index]!));
    const columns = X.names.length;
    const data = new Float64Array(X.rows * columns);
    for (let index = 0; index < columns; index++) this.#encode(X, index, this.#numbers[index]!, data);
    return Table.fromMatrix({ rows: X.rows, columns, data }, X.names);
  }

  #numbering(known: Categories, rare: Int32Array): Map<string | null, number> {
    // The missing value has its own number and is not grouped.
    const groups = grouping(known.at(-1) === null ? known.length - 1 : known.length, rare);
    const { encoded_missing_value } = this.parameters;
    return new Map(
      known.map((category, k) => [category, category === null ? encoded_missing_value : groups[k]!]),
    );
  }

  /** Writes column `index` of the result. */
  #encode(X: Table, index: number, numbers: Map<string | null, number>, data: Float64Array): void {
    const { handle_unknown } = this.parameters;
    const unknown = this.parameters.unknown_value ?? Number.NaN;
    const isRefused = handle_unknown === "error";
    const { codes, categories } = stringsOf(X.column(index));
    // Entry k + 1 is for code k, so that entry 0 is for missing values.
    const values = new Float64Array(categories.length + 1);
    const isKnown = new Uint8Array(values.length);
    [null, ...categories].forEach((category, k) => {
      const number = numbers.get(category);
      values[k] = number ?? unknown;
      isKnown[k] = number === undefined ? 0 : 1;
    });
    const width = X.names.length;
    for (let i = 0, at = index; i < codes.length; i++, at += width) {
      const entry = codes[i]! + 1;
      if (isRefused && isKnown[entry] === 0) refuseUnknown(X.names[index]!, i);
      data[at] = values[entry]!;
    }
  }

  override sources({ columns }: Table): ColumnSources {
    return eachFromItself(columns);
  }

  override knownCategories(): readonly Categories[] {
    return this.state.categories;
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { categories, infrequent_indices } = this.state;
    checkSound(this.type, areStoredCategories(categories, infrequent_indices));
    this.#numbers = undefined;
  }
}
