import * as v from "valibot";
import { type Column, type ColumnKind, type StringColumn, stringsOf } from "../core/column.ts";
import { listNames, RowError, ValueError } from "../core/errors.ts";
import { compareCodePoints, compareSpelledNumbers, type Scalar } from "../core/order.ts";
import {
  either,
  limit,
  listOf,
  number,
  oneOf,
  partialFraction,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import type { CompleteParameters } from "../core/parameters.ts";
import type { Categories } from "../core/step.ts";
import type { Table } from "../core/table.ts";

/** The categories of a column, in the order of their numbers with null last, and how often each occurs. */
interface CountedCategories {
  readonly categories: Categories;
  readonly counts: Int32Array;
  /** The first row whose value is not among the given categories; -1 if there is none. */
  readonly unknownRow: number;
}

/** A category in a parameter; null and NaN are the missing value. */
export const CATEGORY = either(v.string(), number(), oneOf(true, false, null, Number.NaN));

/** The parameters that both encoders of categories share. */
export const categoryParameters = {
  categories: withDefault(
    either(v.literal("auto"), listOf(listOf(CATEGORY))),
    "auto",
    "auto: the categories that occur, in ascending order; otherwise one list per column, in the order to use: numbers must ascend, and null must be last",
  ),
  min_frequency: withDefault(
    v.nullable(either(wholeNumber(1), partialFraction)),
    null,
    "Categories that occur less often, a number or a fraction of the rows, are infrequent",
  ),
  max_categories: limit(
    "Maximum number of categories of a column, counting the group of infrequent ones as one; null for no limit",
  ),
};

/** The parameters that say which categories are infrequent. */
export type Grouping = Pick<CategoryParameters, "min_frequency" | "max_categories">;

type CategoryParameters = CompleteParameters<v.ObjectSchema<typeof categoryParameters, undefined>>;

/** Throws `ValueError` unless given `categories` have one list for each column of `X`. */
export function checkLists({ categories }: Pick<CategoryParameters, "categories">, X: Table): void {
  if (categories === "auto") return;
  if (categories.length !== X.names.length) {
    throw new ValueError(`categories has ${categories.length} lists for ${X.names.length} columns`);
  }
}

/** Returns the categories of column `index` of `X`. Throws `ValueError` for a list that is out of order. */
export function categoriesOf(
  X: Table,
  index: number,
  { categories }: Pick<CategoryParameters, "categories">,
): CountedCategories {
  const column = X.column(index);
  const text = stringsOf(column);
  const { used, missing } = countCodes(text);
  const known =
    categories === "auto"
      ? occurring(column.kind, text.categories, used, missing)
      : given(categories[index]!, column, X.names[index]!);
  const position = positions(known);
  const counts = new Int32Array(known.length);
  const unknown = new Set<number>();
  const note = (category: string | null, code: number, count: number) => {
    const place = position.get(category);
    if (place !== undefined) counts[place]! += count;
    else if (count > 0) unknown.add(code);
  };
  text.categories.forEach((category, code) => {
    note(category, code, used[code]!);
  });
  note(null, -1, missing);
  const unknownRow = unknown.size === 0 ? -1 : text.codes.findIndex((code) => unknown.has(code));
  return { categories: known, counts, unknownRow };
}

/** Returns how often each code occurs, and how many values are missing. */
function countCodes({ codes, categories }: StringColumn): { used: Int32Array; missing: number } {
  const used = new Int32Array(categories.length);
  let missing = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) missing++;
    else used[code] = used[code]! + 1;
  }
  return { used, missing };
}

/** Returns a map from each category to its number. */
export function positions(categories: Categories): Map<string | null, number> {
  return new Map(categories.map((category, index) => [category, index]));
}

function occurring(
  kind: ColumnKind,
  categories: readonly string[],
  used: Int32Array,
  missing: number,
): Categories {
  const compare = kind === "numeric" ? compareSpelledNumbers : compareCodePoints;
  const sorted: (string | null)[] = categories.filter((_, code) => used[code]! > 0).sort(compare);
  if (missing > 0) sorted.push(null);
  return sorted;
}

function given(list: readonly (Scalar | null)[], column: Column, name: string): Categories {
  const owner = `categories of column ${JSON.stringify(name)}`;
  if (list.length === 0) throw new ValueError(`${owner} must not be empty`);
  const texts = list.map((value) => (isMissingValue(value) ? null : String(value)));
  const missing = texts.indexOf(null);
  if (missing >= 0 && missing < texts.length - 1) throw new ValueError(`${owner}: null must be last`);
  if (new Set(texts).size !== texts.length) throw new ValueError(`${owner} must not repeat`);
  if (column.kind === "numeric") {
    const numbers = texts.filter((text) => text !== null).map(Number);
    if (numbers.some((number, i) => i > 0 && !(number > numbers[i - 1]!))) {
      throw new ValueError(`${owner} are numbers and must ascend`);
    }
  }
  return texts;
}

function isMissingValue(value: Scalar | null): boolean {
  return value === null || (typeof value === "number" && Number.isNaN(value));
}

/**
 * Returns the numbers of the infrequent categories, ascending: those rarer than `min_frequency`, and then the rarest (the
 * first of equally rare ones) until `max_categories` is met. A fraction is one of `rows`.
 */
export function infrequent(
  counts: Int32Array,
  rows: number,
  { min_frequency, max_categories }: Grouping,
): Int32Array {
  const least =
    min_frequency === null ? 0 : Number.isInteger(min_frequency) ? min_frequency : rows * min_frequency;
  const isInfrequent = counts.map((count) => (count < least ? 1 : 0));
  const frequent = counts.length - isInfrequent.reduce((sum, flag) => sum + flag, 0);
  if (max_categories !== null && max_categories < frequent + 1) {
    const byCount = Int32Array.from(counts.keys()).sort((a, b) => counts[a]! - counts[b]! || a - b);
    const rarest =
      max_categories === 1 ? byCount : byCount.subarray(0, Math.max(0, counts.length - max_categories + 1));
    for (const index of rarest) isInfrequent[index] = 1;
  }
  return Int32Array.from(counts.keys()).filter((index) => isInfrequent[index] === 1);
}

/** Returns the number of categories of a column, missing values apart, with the infrequent ones as one. */
export function countGroups(column: Column, parameters: Grouping): number {
  const text = stringsOf(column);
  const counts = countCodes(text).used.filter((count) => count > 0);
  const rare = infrequent(counts, text.codes.length, parameters).length;
  return rare === 0 ? counts.length : counts.length - rare + 1;
}

/** Returns the number of each category after grouping the `infrequent` ones into a last one. */
export function grouping(count: number, infrequent: Int32Array): Int32Array {
  const groups = new Int32Array(count);
  const isInfrequent = new Set(infrequent);
  let next = 0;
  for (let k = 0; k < count; k++) if (!isInfrequent.has(k)) groups[k] = next++;
  for (const index of infrequent) groups[index] = next;
  return groups;
}

/** Throws `RowError` for a value that was not learnt, without repeating the value. */
export function refuseUnknown(name: string, row: number): never {
  throw new RowError(row, (at) => `Found unknown categories in column ${listNames([name])} (row ${at})`);
}

/** Returns whether stored categories have the form that the encoders store. */
export function areCategoryLists(value: unknown): value is readonly Categories[] {
  const isCategory = (category: unknown) => category === null || typeof category === "string";
  return Array.isArray(value) && value.every((list) => Array.isArray(list) && list.every(isCategory));
}

/** Returns whether stored categories and infrequent ones have the form that the encoders store. */
export function areStoredCategories(categories: unknown, infrequentIndices: unknown): boolean {
  if (!areCategoryLists(categories) || !Array.isArray(infrequentIndices)) return false;
  if (infrequentIndices.length !== categories.length) return false;
  return categories.every((list, column) => {
    const indices: unknown = infrequentIndices[column];
    return (
      indices instanceof Int32Array &&
      indices.every(
        (index, at) => index >= 0 && index < list.length && (at === 0 || index > indices[at - 1]!),
      )
    );
  });
}
