import { type BooleanColumn, MISSING_BOOLEAN, type StringColumn } from "../learn/core/column.ts";
import { compareCodePoints } from "../learn/core/order.ts";
import type { ColumnSummary, StringSummary } from "./report.ts";

/** Most categories that are listed for a column. */
const MOST_LISTED = 20;
/** A text in fewer rows is not named: it may be that of a person. */
export const LEAST_ROWS_NAMED = 5;
/** Longer texts are cut. */
const MOST_CHARACTERS = 80;

type BooleanSummary = Extract<ColumnSummary, { kind: "boolean" }>;

/** Counts the values of a text column. The most frequent ones are named if they occur often enough. */
export function summarizeTexts({ codes, categories }: StringColumn): Omit<StringSummary, "name"> {
  const counts = new Int32Array(categories.length);
  let count = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    counts[code]!++;
    count++;
  }
  let distinct = 0;
  const frequent: number[] = [];
  for (let code = 0; code < counts.length; code++) {
    if (counts[code]! > 0) distinct++;
    if (counts[code]! >= LEAST_ROWS_NAMED) frequent.push(code);
  }
  frequent.sort((a, b) => counts[b]! - counts[a]! || compareCodePoints(categories[a]!, categories[b]!));
  const listed = frequent.slice(0, MOST_LISTED);
  const listedRows = listed.reduce((sum, code) => sum + counts[code]!, 0);
  return {
    kind: "string",
    count,
    missing: codes.length - count,
    distinct,
    categories: listed.map((code) => ({ value: shortText(categories[code]!), count: counts[code]! })),
    other_count: count - listedRows,
  };
}

/** Counts the values of a column of booleans. */
export function summarizeBooleans({ values }: BooleanColumn): Omit<BooleanSummary, "name"> {
  let missing = 0;
  let trueCount = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === MISSING_BOOLEAN) missing++;
    else if (values[i] === 1) trueCount++;
  }
  return { kind: "boolean", count: values.length - missing, missing, true_count: trueCount };
}

/** Returns a text that was sent, cut to a length that a report can show. */
export function shortText(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…` : text;
}
