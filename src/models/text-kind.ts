import { type Column, countMissing, type StringColumn, stringsOf } from "../learn/core/column.ts";

/** Text is nearly unique if it has at least this many values, and at least this fraction of them are distinct. */
const FEWEST_VALUES = 10;
const DISTINCT_FRACTION = 0.9;
/** Nearly unique text of at least this many words on average is free text, such as comments; other such text names rows. */
const WORDS_OF_FREE_TEXT = 3;
/** Text of at least this many words on average shares words between its values. */
const WORDS_OF_NAMES = 2;
/** With this many rows of each value on average, the labels of a value tell more than its words. */
const ROWS_OF_FREQUENT_VALUES = 10;
/** Number of texts whose words are counted. */
const MOST_COUNTED = 1000;

/** Returns whether a column holds text of which nearly every value occurs once. */
export function isNearlyUnique(column: Column): boolean {
  if (column.kind !== "string") return false;
  return areNearlyUnique(column.categories.length, countTexts(column));
}

function areNearlyUnique(distinct: number, values: number): boolean {
  return values >= FEWEST_VALUES && distinct >= DISTINCT_FRACTION * values;
}

/** Returns whether nearly every value of a column of text or numbers occurs once. */
export function hasNearlyUniqueValues(column: Column): boolean {
  if (column.kind !== "numeric") return isNearlyUnique(column);
  const values = column.values.filter((value) => !Number.isNaN(value));
  return areNearlyUnique(new Set(values).size, values.length);
}

/**
 * Returns whether a column holds sentences, or other text that hardly repeats but consists of words that do; false for identifiers
 * and for categories. Words are what spaces separate.
 */
export function isFreeText(column: Column): boolean {
  return isNearlyUnique(column) && wordsOfTexts(column) >= WORDS_OF_FREE_TEXT;
}

/** Returns whether a column holds text of several words, such as names of people, whose values have few rows each. */
export function isTextOfRareWords(column: Column): boolean {
  if (column.kind !== "string" || column.categories.length === 0) return false;
  if (countTexts(column) >= ROWS_OF_FREQUENT_VALUES * column.categories.length) return false;
  return wordsOfTexts(column) >= WORDS_OF_NAMES;
}

/** Returns the number of rows with a value. */
function countTexts(column: StringColumn): number {
  return column.codes.length - countMissing(column);
}

/** Returns how many words the first distinct texts of a column have on average. */
function wordsOfTexts(column: Column): number {
  const texts = stringsOf(column).categories.slice(0, MOST_COUNTED);
  return texts.reduce((sum, text) => sum + (text.match(/\S+/g)?.length ?? 0), 0) / texts.length;
}
