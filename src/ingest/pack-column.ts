import {
  type BooleanColumn,
  isInfiniteNumber,
  isMissingNumber,
  MISSING_BOOLEAN,
  type NumericColumn,
  parseDecimal,
  type StringColumn,
} from "../learn/core/column.ts";
import type { RowColumn } from "./row-column.ts";
import type { RowProblems } from "./row-problems.ts";

/**
 * Packs a column that holds only finite numbers and nulls, as most do, in one pass. Returns undefined for any other column.
 * `isPresent` says whether any row has the key.
 */
export function packPlainNumbers({
  length,
  at,
  typed,
}: RowColumn): { readonly column: NumericColumn; readonly isPresent: boolean } | undefined {
  if (typed !== undefined) return typed.kind === "numeric" ? { column: typed, isPresent: true } : undefined;
  const values = new Float64Array(length);
  let isPresent = false;
  for (let i = 0; i < values.length; i++) {
    const value = at(i);
    if (typeof value === "number") {
      if (!Number.isFinite(value)) return undefined;
      values[i] = value;
      isPresent = true;
    } else if (value === null || value === undefined) {
      values[i] = Number.NaN;
      isPresent ||= value === null;
    } else return undefined;
  }
  return { column: { kind: "numeric", values }, isPresent };
}

/** A packed column of numbers, and the numbers of its values that were sent as text. */
export interface PackedNumbers {
  readonly column: NumericColumn;
  /** Number of texts `"NaN"` and `""`, which are missing values. */
  readonly textsAsMissing: number;
  /** Number of numbers that were sent as text. */
  readonly textsAsNumbers: number;
}

/**
 * Packs a column as numbers: booleans become 0 and 1, text is parsed as a number. Reports any other text with the message
 * `refusal`.
 */
export function packNumbers(
  { name, length, at }: RowColumn,
  refusal: string,
  problems: RowProblems,
): PackedNumbers {
  const values = new Float64Array(length);
  let textsAsMissing = 0;
  let textsAsNumbers = 0;
  for (let i = 0; i < values.length; i++) {
    const value = at(i);
    if (typeof value === "number") values[i] = value;
    else if (typeof value === "string") {
      const number = parseDecimal(value);
      values[i] = number;
      if (!Number.isNaN(number)) textsAsNumbers++;
      else if (isMissingNumber(value)) textsAsMissing++;
      else problems.report(i, name, isInfiniteNumber(value) ? "must be a finite number" : refusal);
    } else values[i] = typeof value === "boolean" ? Number(value) : Number.NaN;
  }
  return { column: { kind: "numeric", values }, textsAsMissing, textsAsNumbers };
}

/** Packs a column as booleans; 0, 1, "false" and "true" count as such. Reports any other value. */
export function packBooleans({ name, length, at }: RowColumn, problems: RowProblems): BooleanColumn {
  const values = new Uint8Array(length);
  for (let i = 0; i < values.length; i++) {
    const value = at(i);
    values[i] = toBoolean(value);
    if (values[i] === MISSING_BOOLEAN && value !== undefined && typeof value !== "object") {
      problems.report(i, name, "must be true or false, as it was in training");
    }
  }
  return { kind: "boolean", values };
}

function toBoolean(value: unknown): number {
  if (value === true || value === 1 || value === "true") return 1;
  if (value === false || value === 0 || value === "false") return 0;
  return MISSING_BOOLEAN;
}

/** Packs a column as text; numbers and booleans become their JSON text. */
export function packText({ length, at }: RowColumn): StringColumn {
  const codes = new Int32Array(length);
  const categories: string[] = [];
  const known = new Map<string, number>();
  for (let i = 0; i < codes.length; i++) {
    const value = at(i);
    if (value === undefined || typeof value === "object") {
      codes[i] = -1;
      continue;
    }
    const text = typeof value === "string" ? value : String(value);
    let code = known.get(text);
    if (code === undefined) {
      // Categories are stored as UTF-8, which cannot hold half of a surrogate pair: it becomes U+FFFD.
      const stored = text.toWellFormed();
      code = known.get(stored) ?? categories.length;
      known.set(text, code);
      if (code === categories.length) {
        known.set(stored, code);
        categories.push(stored);
      }
    }
    codes[i] = code;
  }
  return { kind: "string", codes, categories };
}
