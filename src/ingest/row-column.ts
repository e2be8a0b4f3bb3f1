import { type Column, isInfiniteNumber, isMissingNumber, parseDecimal } from "../learn/core/column.ts";
import type { RowProblems } from "./row-problems.ts";

/** A row as JSON has it. */
export type Row = Readonly<Record<string, unknown>>;

/** The values of one column as they were sent, row by row. */
export interface RowColumn {
  readonly name: string;
  /** How many rows there are. */
  readonly length: number;
  /** The value in a row, of any JSON type; undefined where the row does not have the key. */
  readonly at: (row: number) => unknown;
  /** The same values, where all of them are of one JSON type or missing, and none is infinite. */
  readonly typed?: Column;
}

/** How many values of each JSON type a column has; `null` and keys that are left out count as none. */
export interface TypeCounts {
  /** Whether any row has the key at all. */
  readonly isPresent: boolean;
  readonly numbers: number;
  readonly strings: number;
  readonly booleans: number;
}

/** How many texts of a column spell what. */
export interface TextCounts {
  /** `"NaN"` and `""`. */
  readonly missing: number;
  readonly numeric: number;
  readonly infinite: number;
  readonly other: number;
}

/**
 * The column `name` of `rows`. Names such as `__proto__` and `constructor` are found on every object, so they count only
 * where the row has them itself; that is tested once a column, not once a value.
 */
export function rowColumn(rows: readonly Row[], name: string): RowColumn {
  return {
    name,
    length: rows.length,
    at:
      name in Object.prototype
        ? (row) => (Object.hasOwn(rows[row]!, name) ? rows[row]![name] : undefined)
        : (row) => rows[row]![name],
  };
}

/** Counts the values by JSON type, and reports those that are no scalar and the numbers past the end of double. */
export function countTypes({ name, length, at }: RowColumn, problems: RowProblems): TypeCounts {
  let isPresent = false;
  let numbers = 0;
  let strings = 0;
  let booleans = 0;
  for (let i = 0; i < length; i++) {
    const value = at(i);
    switch (typeof value) {
      case "number":
        // JSON has no infinity, but 1e400 is read as one.
        if (!Number.isFinite(value)) problems.report(i, name, "must be a number that a double can hold");
        numbers++;
        break;
      case "string":
        strings++;
        break;
      case "boolean":
        booleans++;
        break;
      case "undefined":
        continue;
      default:
        if (value !== null) problems.report(i, name, "must be a number, a string, a boolean or null");
    }
    isPresent = true;
  }
  return { isPresent, numbers, strings, booleans };
}

/** Counts the texts among the values by what they spell. */
export function countTexts({ length, at }: RowColumn): TextCounts {
  const counts = { missing: 0, numeric: 0, infinite: 0, other: 0 };
  for (let i = 0; i < length; i++) {
    const value = at(i);
    if (typeof value === "string") counts[meaningOf(value)]++;
  }
  return counts;
}

function meaningOf(text: string): keyof TextCounts {
  if (isMissingNumber(text)) return "missing";
  if (isInfiniteNumber(text)) return "infinite";
  return Number.isNaN(parseDecimal(text)) ? "other" : "numeric";
}

/** Whether no text among the values is anything but a missing number. */
export function isTextMissing({ length, at, typed }: RowColumn): boolean {
  if (typed?.kind === "string") return typed.categories.every(isMissingNumber);
  for (let i = 0; i < length; i++) {
    const value = at(i);
    if (typeof value === "string" && !isMissingNumber(value)) return false;
  }
  return true;
}
