import {
  type Column,
  isInfiniteNumber,
  isMissingNumber,
  MISSING_BOOLEAN,
  parseDecimal,
} from "../learn/core/column.ts";
import { isBlank, isDatetimes } from "../learn/core/datetime-column.ts";
import { datetimeOfList } from "../learn/core/datetime-list.ts";
import { parseDatetime } from "../learn/core/parse-datetime.ts";
import type { RowProblems } from "./row-problems.ts";

/** A row as it was sent: column name → value. */
export type Row = Readonly<Record<string, unknown>>;

/** The values of one column as they were sent, row by row. */
export interface RowColumn {
  readonly name: string;
  /** Number of rows. */
  readonly length: number;
  /** Returns the value in a row, of any JSON type, a date as a list as text; undefined if the row does not have the key. */
  readonly at: (row: number) => unknown;
  /** The same values as a column, if they have one JSON type (or are missing) and none is infinite. */
  readonly typed?: Column;
}

/** Number of values per JSON type; null and absent keys count as no value. */
export interface TypeCounts {
  /** Whether any row has the key. */
  readonly isPresent: boolean;
  readonly numbers: number;
  readonly strings: number;
  readonly booleans: number;
}

/** Number of texts by what they mean as numbers. */
export interface TextCounts {
  /** `"NaN"` and `""`. */
  readonly missing: number;
  readonly numeric: number;
  readonly infinite: number;
  readonly other: number;
}

/**
 * Returns the column `name` of `rows`. A name that every object inherits, such as `constructor`, has a value only in rows that
 * have it as a key of their own. Whether `name` is such a name is checked once per column, not once per value.
 */
export function rowColumn(rows: readonly Row[], name: string): RowColumn {
  return {
    name,
    length: rows.length,
    at:
      name in Object.prototype
        ? (row) => (Object.hasOwn(rows[row]!, name) ? plainValue(rows[row]![name]) : undefined)
        : (row) => plainValue(rows[row]![name]),
  };
}

/** Returns a value as it was sent, a date as a list as its text: see `datetimeOfList`. */
export function plainValue(sent: unknown): unknown {
  return typeof sent === "object" && Array.isArray(sent) ? (datetimeOfList(sent) ?? sent) : sent;
}

/** Returns the values of a column of `rows` rows. */
export function typedColumn(name: string, typed: Column, rows: number): RowColumn {
  return { name, length: rows, at: (row) => entryAt(typed, row), typed };
}

function entryAt(column: Column, row: number): unknown {
  if (column.kind === "string") {
    const code = column.codes[row]!;
    return code < 0 ? null : column.categories[code];
  }
  const value = column.values[row]!;
  if (column.kind === "numeric") return Number.isNaN(value) ? null : value;
  return value === MISSING_BOOLEAN ? null : value === 1;
}

const NOT_A_VALUE = "must be a number, a string, a boolean or null";
const NOT_A_DATE = `${NOT_A_VALUE}; a list must be a date such as [2024,5,17]`;

/** Counts the values by JSON type. Reports arrays, objects and numbers that are too large for a double. */
export function countTypes({ name, length, at }: RowColumn, problems: RowProblems): TypeCounts {
  let isPresent = false;
  let numbers = 0;
  let strings = 0;
  let booleans = 0;
  for (let i = 0; i < length; i++) {
    const value = at(i);
    switch (typeof value) {
      case "number":
        // JSON has no infinity, but JSON.parse reads 1e400 as one.
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
        if (value !== null) problems.report(i, name, Array.isArray(value) ? NOT_A_DATE : NOT_A_VALUE);
    }
    isPresent = true;
  }
  return { isPresent, numbers, strings, booleans };
}

/** Counts the texts among the values by what they mean as numbers. */
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

/** Returns whether every text among the values means a missing number. */
export function isTextMissing({ length, at, typed }: RowColumn): boolean {
  if (typed?.kind === "string") return typed.categories.every(isMissingNumber);
  for (let i = 0; i < length; i++) {
    const value = at(i);
    if (typeof value === "string" && !isMissingNumber(value)) return false;
  }
  return true;
}

/** Returns whether every text among the values is a date or a time, or blank, and at least one is not blank. */
export function areTextsDatetimes({ length, at, typed }: RowColumn): boolean {
  if (typed !== undefined) return isDatetimes(typed);
  let times = 0;
  for (let i = 0; i < length; i++) {
    const value = at(i);
    if (typeof value !== "string" || isBlank(value)) continue;
    if (parseDatetime(value) === undefined) return false;
    times++;
  }
  return times > 0;
}
