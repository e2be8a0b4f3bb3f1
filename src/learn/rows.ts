import { type Column, type ColumnKind, MISSING_BOOLEAN, parseDecimal } from "./column.ts";
import { type Issue, listNames, shortName, ValueError } from "./errors.ts";
import { Table } from "./table.ts";

/** A row as JSON has it. */
export type Row = Readonly<Record<string, unknown>>;

/** At most this many problems are reported: enough to see the pattern. */
const MAX_ISSUES = 20;

/** Says whether every entry of `rows` is an object; throws `ValueError` naming the first ones that are not. */
export function checkRows(rows: readonly unknown[], path: string): asserts rows is readonly Row[] {
  const issues: Issue[] = [];
  for (let i = 0; i < rows.length && issues.length < MAX_ISSUES; i++) {
    const row = rows[i];
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      issues.push({ path: `${path}[${i}]`, message: "must be an object of column: value" });
    }
  }
  if (issues.length > 0) {
    throw new ValueError(`${path} must be a list of objects; row ${issues[0]!.path} is not one`, issues);
  }
}

/** Every key that occurs in a row, in order of first appearance. */
export function columnNames(rows: readonly Row[]): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name in row) names.add(name);
  }
  return [...names];
}

/**
 * Packs `rows` into the columns `names`, passing over every other key. A key left out of some rows is missing
 * there. Without `kinds`, the kind of a column follows its JSON types: numbers (and booleans among them) are
 * numeric, booleans boolean, anything with a string in it string. With `kinds` (those of the training rows),
 * values are brought to the given kind: `"5.1"` to 5.1, 5 to `"5"`.
 *
 * `path` is what the rows are called in messages: `features`, `labels`.
 * Throws `ValueError` for a column in no row (named, at most five), for a value that is an array, an object or
 * not finite, and for text where numbers or truth values were learnt.
 */
export function packRows(
  rows: readonly Row[],
  names: readonly string[],
  path: string,
  kinds?: readonly ColumnKind[],
): Table {
  const issues: Issue[] = [];
  const missing: string[] = [];
  const columns = names.map((name, index): Column => {
    const seen = inspect(rows, name, path, issues);
    if (!seen.present) missing.push(name);
    const kind = kinds?.[index] ?? seen.kind;
    return packColumn(rows, name, kind, path, issues);
  });
  if (missing.length > 0 && rows.length > 0) {
    const what = path === "labels" ? "labels" : "columns";
    throw new ValueError(
      `${path}: missing ${what} ${listNames(missing)}`,
      missing
        .slice(0, MAX_ISSUES)
        .map((name) => ({ path: `${path}[*].${name}`, message: "is in no row; it is required" })),
    );
  }
  if (issues.length > 0) {
    const first = issues[0]!;
    throw new ValueError(`${first.path} ${first.message}`, issues.slice(0, MAX_ISSUES));
  }
  return Table.fromColumns(names, columns, rows.length);
}

/**
 * Reads one key of a row. Names such as `__proto__` and `constructor` are found on every object, so they count
 * only where the row has them itself; the test is made once a column, not once a value.
 */
function reader(name: string): (row: Row) => unknown {
  return name in Object.prototype
    ? (row) => (Object.hasOwn(row, name) ? row[name] : undefined)
    : (row) => row[name];
}

/** What JSON types a column has, and whether any row has it at all. */
function inspect(
  rows: readonly Row[],
  name: string,
  path: string,
  issues: Issue[],
): { kind: ColumnKind; present: boolean } {
  const read = reader(name);
  let present = false;
  let numbers = false;
  let strings = false;
  let booleans = false;
  for (let i = 0; i < rows.length; i++) {
    const value = read(rows[i]!);
    switch (typeof value) {
      case "number":
        // JSON has no infinity, but 1e400 is read as one.
        if (!Number.isFinite(value)) report(issues, path, i, name, "must be a number that a double can hold");
        numbers = true;
        break;
      case "string":
        strings = true;
        break;
      case "boolean":
        booleans = true;
        break;
      case "undefined":
        continue;
      default:
        if (value !== null) report(issues, path, i, name, "must be a number, a string, a boolean or null");
    }
    present = true;
  }
  if (strings) return { kind: "string", present };
  return { kind: booleans && !numbers ? "boolean" : "numeric", present };
}

function packColumn(
  rows: readonly Row[],
  name: string,
  kind: ColumnKind,
  path: string,
  issues: Issue[],
): Column {
  const read = reader(name);
  const count = rows.length;
  if (kind === "numeric") {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const value = read(rows[i]!);
      if (typeof value === "number") values[i] = value;
      else {
        values[i] = toNumber(value);
        if (typeof value === "string" && Number.isNaN(values[i])) {
          report(issues, path, i, name, "must be a number, as it was in training");
        }
      }
    }
    return { kind, values };
  }
  if (kind === "boolean") {
    const values = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const value = read(rows[i]!);
      values[i] = toTruth(value);
      if (
        values[i] === MISSING_BOOLEAN &&
        value !== null &&
        value !== undefined &&
        typeof value !== "object"
      ) {
        report(issues, path, i, name, "must be true or false, as it was in training");
      }
    }
    return { kind, values };
  }
  const codes = new Int32Array(count);
  const categories: string[] = [];
  const known = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const value = read(rows[i]!);
    if (value === null || value === undefined || typeof value === "object") {
      codes[i] = -1;
      continue;
    }
    const text = typeof value === "string" ? value : String(value);
    let code = known.get(text);
    if (code === undefined) {
      // UTF-8, in which categories are stored, has no half of a surrogate pair: it becomes U+FFFD, here already.
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
  return { kind, codes, categories };
}

function toNumber(value: unknown): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "string" ? parseDecimal(value) : Number.NaN;
}

function toTruth(value: unknown): number {
  if (value === true || value === 1 || value === "true") return 1;
  if (value === false || value === 0 || value === "false") return 0;
  return MISSING_BOOLEAN;
}

function report(issues: Issue[], path: string, row: number, name: string, message: string): void {
  if (issues.length < MAX_ISSUES) issues.push({ path: `${path}[${row}].${shortName(name)}`, message });
}
