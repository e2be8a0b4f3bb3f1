import { stringsOf } from "../core/column.ts";
import { ValueError } from "../core/errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../core/estimator.ts";
import {
  type AllowedParameters,
  checkParameters,
  either,
  oneOf,
  shown,
  whole,
} from "../core/parameter-checks.ts";
import { checkSound } from "../core/restored.ts";
import { Table } from "../core/table.ts";
import { checkWidth } from "../validation/input.ts";
import {
  areStoredCategories,
  CATEGORY_PARAMETERS,
  type Categories,
  type CategoryParameters,
  categoriesOf,
  checkLists,
  grouping,
  infrequent,
  refuseUnknown,
} from "./categories.ts";

export interface OrdinalEncoderParameters extends CategoryParameters {
  /** What becomes of a category that was not learnt: `error` (default) refuses it, or it gets `unknown_value`. */
  readonly handle_unknown?: "error" | "use_encoded_value";
  /** A whole number that no category has, or NaN; only for `use_encoded_value`, and needed there. Default null. */
  readonly unknown_value?: number | null;
  /** What a missing value becomes where some were missing at fit: a whole number that no category has, or NaN (default). */
  readonly encoded_missing_value?: number;
}

const CODE = either(whole(), oneOf(Number.NaN));

const ALLOWED: AllowedParameters<OrdinalEncoderParameters> = {
  ...CATEGORY_PARAMETERS,
  handle_unknown: oneOf("error", "use_encoded_value"),
  unknown_value: either(CODE, oneOf(null)),
  encoded_missing_value: CODE,
};

export interface OrdinalEncoderState {
  readonly categories: readonly Categories[];
  /** For each column, the numbers of the infrequent categories, ascending. */
  readonly infrequent_indices: readonly Int32Array[];
}

/**
 * Encodes each category as its number, from 0, in the order of the categories; the infrequent ones share the
 * last number. Numbers and booleans count as their JSON text. A missing value in a column without missing
 * values at fit is unknown.
 */
export class OrdinalEncoder extends Transformer<OrdinalEncoderParameters, OrdinalEncoderState> {
  static readonly type = "OrdinalEncoder";
  /** For each column, the code of each category. */
  #numbers: Map<string | null, number>[] | undefined;

  constructor(parameters: OrdinalEncoderParameters = {}) {
    super(parameters);
  }

  override mostColumns(columns: number): number {
    return columns;
  }

  /**
   * Linear cost. Throws `ValueError` for parameters out of range, for values that are not among given
   * categories, and for an `unknown_value` or `encoded_missing_value` that is the number of a category.
   */
  override fit(X: Table): this {
    const { handle_unknown = "error" } = this.parameters;
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
    checkParameters(this.parameters, ALLOWED);
    const { handle_unknown = "error", unknown_value = null } = this.parameters;
    if ((handle_unknown === "use_encoded_value") !== (unknown_value !== null)) {
      throw new ValueError(
        `unknown_value=${shown(unknown_value)} must be a whole number or NaN for handle_unknown "use_encoded_value", else null`,
      );
    }
    checkLists(this.parameters, X);
    if (X.names.length === 0) throw new ValueError(`${this.type} got no columns to learn from`);
  }

  /** As in scikit-learn, the number that infrequent categories share may be used again. */
  #checkFree(name: string, frequent: number, hasMissing: boolean): void {
    const { unknown_value = null, encoded_missing_value = Number.NaN } = this.parameters;
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
    // Missing values have their own number, and are never grouped.
    const groups = grouping(known.at(-1) === null ? known.length - 1 : known.length, rare);
    const { encoded_missing_value = Number.NaN } = this.parameters;
    return new Map(
      known.map((category, k) => [category, category === null ? encoded_missing_value : groups[k]!]),
    );
  }

  /** Writes column `index` of the result. */
  #encode(X: Table, index: number, numbers: Map<string | null, number>, data: Float64Array): void {
    const { handle_unknown = "error" } = this.parameters;
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

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { categories, infrequent_indices } = this.state;
    checkSound(this.type, areStoredCategories(categories, infrequent_indices));
    this.#numbers = undefined;
  }
}
