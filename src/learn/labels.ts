import { type Column, numbersOf } from "./column.ts";
import { listNames, shortName, ValueError } from "./errors.ts";
import type { Matrix } from "./matrix.ts";
import { compareCodePoints, type Scalar } from "./order.ts";
import type { Table } from "./table.ts";

/** More classes than this are taken for a mistake: a column of identifiers, or of numbers to regress. */
export const MAX_CLASSES = 10_000;

/** Labels as class numbers: `classes[codes[i]]` is the label of row i. */
export interface EncodedClasses {
  /** Ascending: strings by code point, numbers by value, false before true. */
  readonly classes: readonly Scalar[];
  readonly codes: Int32Array;
}

/**
 * Numbers the classes of the one column of `labels`.
 * Throws `ValueError` for several columns, missing labels (the rows are named), fewer classes than `least`, or more than
 * `MAX_CLASSES`.
 */
export function encodeClasses(labels: Table, least: 1 | 2 = 2): EncodedClasses {
  if (labels.names.length !== 1) {
    throw new ValueError(
      `a classifier learns one label, got ${labels.names.length}: ${listNames(labels.names)}; choose one by label_names`,
    );
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
 * Class numbers of `labels` in the order of known `classes`; -1 for a label that is not among them. For
 * measuring a fitted classifier on other rows.
 */
export function encodeKnownClasses(labels: Table, classes: readonly Scalar[]): Int32Array {
  const position = new Map(classes.map((label, index) => [label, index]));
  const own = encodeColumn(labels.column(0));
  const translated = own.classes.map((label) => position.get(label) ?? -1);
  return own.codes.map((code) => (code < 0 ? -1 : translated[code]!));
}

/** Labels as an n × k matrix. Throws `ValueError` for text that is not a number and for missing labels, by row. */
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

/** As many rows are told one by one. */
const TOLD_ROWS = 20;
/** As many of them are in the message itself. */
const NAMED_ROWS = 5;

/** Throws `ValueError` that names the rows whose label `isMissing`, where there are any. */
function refuseMissing(
  name: string,
  values: Int32Array | Float64Array,
  isMissing: (value: number) => boolean,
): void {
  const rows: number[] = [];
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (isMissing(values[i]!) && count++ < TOLD_ROWS) rows.push(i);
  }
  if (count === 0) return;
  const named = rows.slice(0, NAMED_ROWS).map((row) => `labels[${row}]`);
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
    const used = new Set(column.codes);
    const order = column.categories
      .map((label, code) => ({ label, code }))
      .filter(({ code }) => used.has(code))
      .sort((a, b) => compareCodePoints(a.label, b.label));
    const rank = new Int32Array(column.categories.length).fill(-1);
    order.forEach(({ code }, index) => {
      rank[code] = index;
    });
    return {
      classes: order.map(({ label }) => label),
      codes: column.codes.map((code) => (code < 0 ? -1 : rank[code]!)),
    };
  }
  const isBoolean = column.kind === "boolean";
  const isMissing = (value: number) => (isBoolean ? value > 1 : Number.isNaN(value));
  const distinct = new Set<number>();
  for (const value of column.values) if (!isMissing(value)) distinct.add(value);
  const sorted = [...distinct].sort((a, b) => a - b);
  const rank = new Map(sorted.map((value, index) => [value, index]));
  return {
    classes: sorted.map((value) => (isBoolean ? value === 1 : value)),
    codes: Int32Array.from(column.values, (value) => rank.get(value) ?? -1),
  };
}

/** Labels as numbers from 0 on in the order of their first rows, and how often each occurs. */
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
