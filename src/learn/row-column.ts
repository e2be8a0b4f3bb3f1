import { isInfiniteNumber, isMissingNumber, parseDecimal } from "./column.ts";
import type { RowProblems } from "./row-problems.ts";

/** A row as JSON has it. */
export type Row = Readonly<Record<string, unknown>>;

/** One key of every row. */
export interface RowColumn {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly read: (row: Row) => unknown;
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
    rows,
    read:
      name in Object.prototype
        ? (row) => (Object.hasOwn(row, name) ? row[name] : undefined)
        : (row) => row[name],
  };
}

/** Counts the values by JSON type, and reports those that are no scalar and the numbers past the end of double. */
export function countTypes({ name, rows, read }: RowColumn, problems: RowProblems): TypeCounts {
  let isPresent = false;
  let numbers = 0;
  let strings = 0;
  let booleans = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = read(rows[i]!);
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
export function countTexts({ rows, read }: RowColumn): TextCounts {
  const counts = { missing: 0, numeric: 0, infinite: 0, other: 0 };
  for (const row of rows) {
    const value = read(row);
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
export function isTextMissing({ rows, read }: RowColumn): boolean {
  return rows.every((row) => {
    const value = read(row);
    return typeof value !== "string" || isMissingNumber(value);
  });
}
