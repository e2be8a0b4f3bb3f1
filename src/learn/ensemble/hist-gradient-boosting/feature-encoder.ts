import { type Column, numbersOf, stringsOf } from "../../core/column.ts";
import { listNames, RowError, ValueError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { compareCodePoints, compareSpelledNumbers } from "../../core/order.ts";
import type { Table } from "../../core/table.ts";
import { checkWidth, numericInput } from "../../validation/input.ts";

/** Which columns hold categories: the string columns, the columns with these names, or none. */
type CategoricalFeatures = "from_dtype" | readonly string[] | null;

/** The categories of each column in order; null for a numeric column. */
export type FeatureCategories = readonly (readonly string[] | null)[];

/**
 * Returns the categories of the categorical columns, ordered by their text (strings by code point, numbers by
 * value). Throws `ValueError` for a table without columns, for unknown names, and for a column with more than
 * `maxBins` categories.
 */
export function learnCategories(
  X: Table,
  categoricalFeatures: CategoricalFeatures,
  maxBins: number,
  owner: string,
): FeatureCategories {
  if (X.names.length === 0) throw new ValueError(`${owner} got no columns to learn from`);
  if (Array.isArray(categoricalFeatures)) {
    const unknown = categoricalFeatures.filter((name) => !X.names.includes(name));
    if (unknown.length > 0) {
      throw new ValueError(`categorical_features names columns that are not there: ${listNames(unknown)}`);
    }
  }
  return X.names.map((name, j) => {
    const isCategorical =
      categoricalFeatures === "from_dtype"
        ? X.kind(j) === "string"
        : (categoricalFeatures?.includes(name) ?? false);
    if (!isCategorical) return null;
    const categories = occurringCategories(X.column(j));
    if (categories.length > maxBins) {
      throw new ValueError(
        `Categorical feature ${listNames([name])} is expected to have a cardinality <= ${maxBins} but actually has a cardinality of ${categories.length}`,
      );
    }
    return categories;
  });
}

function occurringCategories(column: Column): readonly string[] {
  const { codes, categories } = stringsOf(column);
  const occurs = new Uint8Array(categories.length);
  for (const code of codes) if (code >= 0) occurs[code] = 1;
  const compare = column.kind === "numeric" ? compareSpelledNumbers : compareCodePoints;
  return categories.filter((_, code) => occurs[code] === 1).sort(compare);
}

/** Encodes tables for trees: numbers and category numbers, NaN for missing and unknown values. */
export class FeatureEncoder {
  readonly #categories: FeatureCategories;
  /** Maps the text of each category of a column to its number. */
  readonly #numbers: readonly (ReadonlyMap<string, number> | null)[];
  readonly #isNumeric: boolean;
  readonly #owner: string;

  constructor(categories: FeatureCategories, owner: string) {
    this.#categories = categories;
    this.#numbers = categories.map(
      (list) => list && new Map(list.map((category, number) => [category, number])),
    );
    this.#isNumeric = categories.every((list) => list === null);
    this.#owner = owner;
  }

  /**
   * Returns the columns of `X`, which must not be modified. Throws `ValueError` for infinite values and for
   * text in a numeric column.
   */
  columns(X: Table): Float64Array[] {
    return this.#categories.map((_, j) => this.#column(X, j));
  }

  /**
   * Returns all of `X`, row-major, which must not be modified. Throws `ValueError` as `columns` does, and for a
   * wrong number of columns.
   */
  matrix(X: Table): Matrix {
    const p = this.#categories.length;
    checkWidth(X, p, this.#owner);
    if (this.#isNumeric) return numericInput(X, this.#owner, "keep");
    const data = new Float64Array(X.rows * p);
    for (let j = 0; j < p; j++) {
      const values = this.#column(X, j);
      for (let i = 0, at = j; i < X.rows; i++, at += p) data[at] = values[i]!;
    }
    return { rows: X.rows, columns: p, data };
  }

  #column(X: Table, j: number): Float64Array {
    const numbers = this.#numbers[j]!;
    if (numbers !== null) return categoryNumbers(X.column(j), numbers);
    const values = numbersOf(X.column(j), X.names[j]!);
    for (let i = 0; i < values.length; i++) {
      if (Math.abs(values[i]!) !== Number.POSITIVE_INFINITY) continue;
      const where = `column ${listNames([X.names[j]!])}`;
      throw new RowError(i, (row) => `Input contains infinity or a value too large (${where}, row ${row})`);
    }
    return values;
  }
}

function categoryNumbers(column: Column, numbers: ReadonlyMap<string, number>): Float64Array {
  const { codes, categories } = stringsOf(column);
  const result = new Float64Array(codes.length);
  const known = new Float64Array(categories.length).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    // Looked up only when it occurs: the table of a single row may still list the categories of many rows.
    if (code >= 0 && known[code] === -1) known[code] = numbers.get(categories[code]!) ?? Number.NaN;
    result[i] = code < 0 ? Number.NaN : known[code]!;
  }
  return result;
}
