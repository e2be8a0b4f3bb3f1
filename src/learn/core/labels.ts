import { type Column, numbersOf } from "./column.ts";
import { LabelCountError, shortName, ValueError } from "./errors.ts";
import type { Matrix } from "./matrix.ts";
import { compareCodePoints, type Scalar } from "./order.ts";
import type { Table } from "./table.ts";

/** More classes than this are refused as a mistake: a column of identifiers, or of numbers to regress. */
export const MAX_CLASSES = 10_000;

/** Labels as class numbers: `classes[codes[i]]` is the label of row i. */
export interface EncodedClasses {
  /** Ascending: strings by code point, numbers by value, false before true. */
  readonly classes: readonly Scalar[];
  readonly codes: Int32Array;
}

/** The labels of some rows: class numbers, or n × k numbers to predict, one column per label. */
export type Targets = EncodedClasses | Matrix;

/**
 * Returns the classes of the one column of `labels`, and the class number of each row.
 * Throws `LabelCountError` unless there is exactly one column, and `ValueError` for missing labels (the rows are named),
 * fewer classes than `least`, or more than `MAX_CLASSES`.
 */
export function encodeClasses(labels: Table, least: 1 | 2 = 2): EncodedClasses {
  if (labels.names.length !== 1) {
    throw new LabelCountError("a classifier", labels.names);
  }
  const name = labels.names[0]!;
  const encoded = encodeColumn(labels.column(0));
  const count = encoded.classes.length;
  refuseMissing(name, encoded.codes, (code) => code < 0);
  if (count < least) {
    throw new ValueError(
      `label ${JSON.stringify(name)} has ${count} class; this model needs at least ${least}`,
    );
  }
  if (count > MAX_CLASSES) {
    throw new ValueError(
      `label ${JSON.stringify(name)} has ${count} classes, more than ${MAX_CLASSES}; if it is a number to predict, use a regressor`,
    );
  }
  return encoded;
}

/**
 * Returns the position in `classes` of the label of each row, -1 for a label that is not there: for measuring a
 * fitted classifier on other rows.
 */
export function encodeKnownClasses(labels: Table, classes: readonly Scalar[]): Int32Array {
  const position = new Map(classes.map((label, index) => [label, index]));
  const own = encodeColumn(labels.column(0));
  const translated = own.classes.map((label) => position.get(label) ?? -1);
  const codes = own.codes;
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = translated[codes[i]!]!;
  return codes;
}

/** Returns labels as an n × k matrix. Throws `ValueError` for text that is not a number and for missing labels, by row. */
export function encodeTargets(labels: Table): Matrix {
  const width = labels.names.length;
  const data = new Float64Array(labels.rows * width);
  labels.names.forEach((name, j) => {
    const values = numericLabels(labels.column(j), name);
    refuseMissing(name, values, Number.isNaN);
    for (let i = 0; i < labels.rows; i++) data[i * width + j] = values[i]!;
  });
  return { rows: labels.rows, columns: width, data };
}

/** Maximum number of rows that get an issue of their own. */
const MOST_ISSUES = 20;
/** Maximum number of rows that the message names. */
const MOST_NAMED = 5;

/** Throws `ValueError` that names the rows for which `isMissing` returns true, if there are any. */
function refuseMissing(
  name: string,
  values: Int32Array | Float64Array,
  isMissing: (value: number) => boolean,
): void {
  const rows: number[] = [];
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (isMissing(values[i]!) && count++ < MOST_ISSUES) rows.push(i);
  }
  if (count === 0) return;
  const named = rows.slice(0, MOST_NAMED).map((row) => `labels[${row}]`);
  const more = count - named.length;
  const further = more === 0 ? "" : ` and ${more} more row${more === 1 ? "" : "s"}`;
  throw new ValueError(
    `label ${JSON.stringify(name)} is null in ${named.join(", ")}${further}; every row needs its label`,
    rows.map((row) => ({ path: `labels[${row}].${shortName(name)}`, message: "must not be null" })),
  );
}

function numericLabels(column: Column, name: string): Float64Array {
  try {
    return numbersOf(column, name);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(
      `label ${JSON.stringify(name)} holds text; a regressor needs numbers (use a classifier?)`,
      [{ path: `labels[*].${name}`, message: "must be a number" }],
    );
  }
}

function encodeColumn(column: Column): EncodedClasses {
  if (column.kind === "string") {
    const { categories, codes } = column;
    const order = occurring(codes, categories.length).sort((a, b) =>
      compareCodePoints(categories[a]!, categories[b]!),
    );
    return {
      classes: order.map((code) => categories[code]!),
      codes: ranksOf(codes, order, categories.length),
    };
  }
  if (column.kind === "boolean") {
    // 2 stands for a missing value.
    const order = occurring(column.values, 2);
    return { classes: order.map((value) => value === 1), codes: ranksOf(column.values, order, 2) };
  }
  const { values } = column;
  if (areSmallNumbers(values)) {
    const classes = occurring(values, SMALL);
    return { classes, codes: ranksOf(values, classes, SMALL) };
  }
  const distinct = new Set<number>();
  for (const value of values) if (!Number.isNaN(value)) distinct.add(value);
  const classes = [...distinct].sort((a, b) => a - b);
  const rank = new Map(classes.map((value, index) => [value, index]));
  return { classes, codes: Int32Array.from(values, (value) => rank.get(value) ?? -1) };
}

type Codes = Int32Array | Uint8Array | Float64Array;

/** Whole numbers from 0 to below this are looked up in an array, which is faster than a map. */
const SMALL = 4096;

function areSmallNumbers(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && value < SMALL && Math.floor(value) === value) && !Number.isNaN(value)) return false;
  }
  return true;
}

/** Returns the numbers from 0 to below `bound` that occur among `codes`, ascending; others are ignored. */
function occurring(codes: Codes, bound: number): number[] {
  const occurs = new Uint8Array(bound);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= 0 && code < bound) occurs[code] = 1;
  }
  const found: number[] = [];
  for (let code = 0; code < bound; code++) if (occurs[code] === 1) found.push(code);
  return found;
}

/** Returns the position of each of `codes` in `order`, whose numbers are below `bound`; -1 if it is not there. */
function ranksOf(codes: Codes, order: readonly number[], bound: number): Int32Array {
  const rank = new Int32Array(bound).fill(-1);
  order.forEach((code, index) => {
    rank[code] = index;
  });
  const ranks = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    ranks[i] = code >= 0 && code < bound ? rank[code]! : -1;
  }
  return ranks;
}

/** Returns labels as numbers, from 0 in the order of first appearance, and how often each occurs. */
export function numberByAppearance(labels: ArrayLike<Scalar>): { codes: Int32Array; counts: number[] } {
  const numbers = new Map<Scalar, number>();
  const counts: number[] = [];
  const codes = new Int32Array(labels.length);
  for (let i = 0; i < codes.length; i++) {
    let number = numbers.get(labels[i]!);
    if (number === undefined) {
      number = counts.length;
      numbers.set(labels[i]!, number);
      counts.push(0);
    }
    codes[i] = number;
    counts[number]!++;
  }
  return { codes, counts };
}
