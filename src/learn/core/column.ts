import { listNames, RowError } from "./errors.ts";
import { takeBytes, takeDoubles, takeIntegers } from "./take.ts";

/** Numbers; `NaN` is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly values: Float64Array;
}

/** Booleans: 0, 1, or `MISSING_BOOLEAN`. */
export interface BooleanColumn {
  readonly kind: "boolean";
  readonly values: Uint8Array;
}

/** Strings, each stored once: `categories[codes[i]]` is the value of row i; code -1 is missing. */
export interface StringColumn {
  readonly kind: "string";
  readonly codes: Int32Array;
  /** In order of first appearance; every category occurs. */
  readonly categories: readonly string[];
}

/** The values of one column, by kind. */
export type Column = NumericColumn | BooleanColumn | StringColumn;
/** The kind of a column. */
export type ColumnKind = Column["kind"];
/** What a pipeline takes a feature for: the kind of its column, or `datetime` for text that it reads as dates and times. */
export type FeatureKind = ColumnKind | "datetime";

/** Stands for a missing boolean. */
export const MISSING_BOOLEAN = 2;

/** The spelling of a decimal number in JSON, Java and Python. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Returns the finite number that `text` spells, or `NaN`. */
export function parseDecimal(text: string): number {
  if (!DECIMAL.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Returns whether `text` is a missing number as Jackson and forms write it: `"NaN"` or `""`. */
export function isMissingNumber(text: string): boolean {
  return text === "" || text === "NaN";
}

/** Returns whether `text` is an infinite number as Jackson writes it. */
export function isInfiniteNumber(text: string): boolean {
  return text === "Infinity" || text === "-Infinity";
}

/** Returns whether a column is text of which every value that is not missing spells a number. */
export function spellsNumbers(column: Column): boolean {
  return (
    column.kind === "string" &&
    column.categories.every((text) => isMissingNumber(text) || !Number.isNaN(parseDecimal(text))) &&
    !column.categories.every(isMissingNumber)
  );
}

/**
 * Returns the values of a column as doubles: booleans as 0 and 1, text as the number it spells, missing values
 * and the texts `"NaN"` and `""` as `NaN`. Throws `ValueError` naming the first row whose text is not a number.
 */
export function numbersOf(column: Column, name: string): Float64Array {
  if (column.kind === "numeric") return column.values;
  if (column.kind === "boolean") {
    return Float64Array.from(column.values, (value) => (value === MISSING_BOOLEAN ? Number.NaN : value));
  }
  const numbers = column.categories.map(parseDecimal);
  return Float64Array.from(column.codes, (code, row) => {
    if (code < 0) return Number.NaN;
    const value = numbers[code]!;
    if (Number.isNaN(value) && !isMissingNumber(column.categories[code]!)) {
      throw new RowError(
        row,
        (at) => `column ${listNames([name])} holds text where a number is expected (row ${at})`,
      );
    }
    return value;
  });
}

/** Returns the values of a column as strings: numbers and booleans as in JSON. */
export function stringsOf(column: Column): StringColumn {
  if (column.kind === "string") return column;
  const codes = new Int32Array(column.values.length);
  const categories: string[] = [];
  const known = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) {
    const value = column.values[i]!;
    if (column.kind === "boolean" ? value === MISSING_BOOLEAN : Number.isNaN(value)) {
      codes[i] = -1;
      continue;
    }
    let code = known.get(value);
    if (code === undefined) {
      code = categories.length;
      known.set(value, code);
      categories.push(column.kind === "boolean" ? String(value === 1) : String(value));
    }
    codes[i] = code;
  }
  return { kind: "string", codes, categories };
}

/** Returns the number of missing values of a column. */
export function countMissing(column: Column): number {
  if (column.kind === "numeric") return countNaN(column.values);
  let count = 0;
  if (column.kind === "string") {
    const { codes } = column;
    for (let i = 0; i < codes.length; i++) if (codes[i]! < 0) count++;
  } else {
    const { values } = column;
    for (let i = 0; i < values.length; i++) if (values[i] === MISSING_BOOLEAN) count++;
  }
  return count;
}

/** Returns how many of `values` are `NaN`. */
export function countNaN(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) count++;
  return count;
}

/** Returns a copy of the values at `indices`, in that order. A string column keeps its whole list of categories. */
export function takeEntries(column: Column, indices: ArrayLike<number>): Column {
  if (column.kind === "string") return { ...column, codes: takeIntegers(column.codes, indices) };
  if (column.kind === "boolean") return { kind: "boolean", values: takeBytes(column.values, indices) };
  return { kind: "numeric", values: takeDoubles(column.values, indices) };
}

/** Returns the values from `start` to `end` − 1, sharing the memory. */
export function sliceEntries(column: Column, start: number, end: number): Column {
  if (column.kind === "string") return { ...column, codes: column.codes.subarray(start, end) };
  return { ...column, values: column.values.subarray(start, end) } as Column;
}

/** Returns the values of `upper` followed by those of `lower`, a column of the same kind. Throws `TypeError` for another kind. */
export function stackEntries(upper: Column, lower: Column): Column {
  if (upper.kind === "numeric" && lower.kind === "numeric") {
    const values = new Float64Array(upper.values.length + lower.values.length);
    values.set(upper.values);
    values.set(lower.values, upper.values.length);
    return { kind: "numeric", values };
  }
  if (upper.kind === "boolean" && lower.kind === "boolean") {
    const values = new Uint8Array(upper.values.length + lower.values.length);
    values.set(upper.values);
    values.set(lower.values, upper.values.length);
    return { kind: "boolean", values };
  }
  if (upper.kind !== "string" || lower.kind !== "string") {
    throw new TypeError(`a ${lower.kind} column cannot follow a ${upper.kind} one`);
  }
  const categories = [...upper.categories];
  const numbers = new Map(categories.map((category, code) => [category, code]));
  const translated = lower.categories.map((category) => {
    const code = numbers.get(category) ?? categories.push(category) - 1;
    numbers.set(category, code);
    return code;
  });
  const codes = new Int32Array(upper.codes.length + lower.codes.length);
  codes.set(upper.codes);
  lower.codes.forEach((code, row) => {
    codes[upper.codes.length + row] = code < 0 ? -1 : translated[code]!;
  });
  return { kind: "string", codes, categories };
}
