import type { Column, FeatureKind } from "../learn/core/column.ts";
import { type Issue, listNames, ValueError } from "../learn/core/errors.ts";
import { Table } from "../learn/core/table.ts";
import { packBooleans, packNumbers, packPlainNumbers, packText } from "./pack-column.ts";
import { packDatetimes } from "./pack-datetimes.ts";
import { countTypes, type Row, type RowColumn, rowColumn, type TypeCounts } from "./row-column.ts";
import { type KindChoice, kindOfFeature, kindOfLabel, type WantedKinds } from "./row-kinds.ts";
import { MAX_ISSUES, RowProblems } from "./row-problems.ts";

/** The two tables of a body; their columns are packed by different rules. */
export type RowsPart = "features" | "labels";

/** Columns with values that were not taken as their JSON type. */
export interface PackNotes {
  /** Column of numbers or dates → number of texts `"NaN"` and `""` that were taken as missing values. */
  readonly textsAsMissing: Map<string, number>;
  /** Numeric column → number of numbers that were sent as text. */
  readonly textsAsNumbers: Map<string, number>;
  /** Text columns that also hold other JSON types and that the caller did not name as categorical. */
  readonly mixed: Set<string>;
}

/** Options of `packColumns`. */
export interface PackOptions {
  /** Kinds of the columns in training, in order: values are converted to them. */
  readonly kinds?: readonly FeatureKind[];
  /** Without `kinds`: the kinds that the caller names for columns. */
  readonly wanted?: WantedKinds | undefined;
  /** Filled by `packColumns`. */
  readonly notes?: PackNotes;
}

/** Returns notes without entries. */
export function emptyNotes(): PackNotes {
  return { textsAsMissing: new Map(), textsAsNumbers: new Map(), mixed: new Set() };
}

/** Throws `ValueError` unless every entry of `rows` is an object; it names the first ones that are not. */
export function checkRows(rows: readonly unknown[], path: string): asserts rows is readonly Row[] {
  const wrong: number[] = [];
  for (let i = 0; i < rows.length && wrong.length < MAX_ISSUES; i++) {
    const row = rows[i];
    if (typeof row !== "object" || row === null || Array.isArray(row)) wrong.push(i);
  }
  if (wrong.length > 0) throw notObjects(wrong, path);
}

/** Returns the error for rows that are not objects; `rows` are the indices of the first ones. */
export function notObjects(rows: readonly number[], path: string): ValueError {
  const issues = rows
    .slice(0, MAX_ISSUES)
    .map((row): Issue => ({ path: `${path}[${row}]`, message: "must be an object of column: value" }));
  return new ValueError(`${path} must be a list of objects; row ${issues[0]!.path} is not one`, issues);
}

/** Returns all keys of `rows`, in order of first appearance. */
export function columnNames(rows: readonly Row[]): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name in row) names.add(name);
  }
  return [...names];
}

/** Packs the columns `names` of `rows` into a table; other keys are ignored. See `packColumns`. */
export function packRows(
  rows: readonly Row[],
  names: readonly string[],
  part: RowsPart,
  options: PackOptions = {},
): Table {
  const { kinds } = options;
  const plain =
    rows.length <= FEW_ROWS && kinds !== undefined ? packFewNumbers(rows, names, kinds) : undefined;
  if (plain !== undefined) return plain;
  const columns = names.map((name) => rowColumn(rows, name));
  return packColumns(columns, rows.length, part, options);
}

/**
 * Packs columns of `rows` values into a table. A key that is absent from some rows is missing there.
 * Without `kinds`, the kind of a column follows from its JSON types: see `kindOfFeature` and `kindOfLabel`. With `kinds`,
 * those of the training rows, values are converted: `"5.1"` to 5.1, 5 to `"5"`. In numeric columns the texts `"NaN"` and
 * `""` are missing values, in columns of dates `""` is.
 *
 * Throws `ValueError` for columns that are in no row, and for values that are arrays, objects or not finite; for text in
 * a numeric column; for what is no date in a column of dates; for values that are not booleans in a boolean column; and for
 * labels of different types.
 */
export function packColumns(
  sent: readonly RowColumn[],
  rows: number,
  part: RowsPart,
  { kinds, wanted, notes = emptyNotes() }: PackOptions = {},
): Table {
  const problems = new RowProblems(part);
  const missing: string[] = [];
  const columns = sent.map((column, index): Column => {
    const { name } = column;
    const learnt = kinds?.[index];
    const plain = learnt === undefined || learnt === "numeric" ? packPlainNumbers(column) : undefined;
    if (plain !== undefined) {
      if (!plain.isPresent) missing.push(name);
      return plain.column;
    }
    const types = column.typed === undefined ? countTypes(column, problems) : typesOf(column.typed);
    if (!types.isPresent) missing.push(name);
    if (learnt !== undefined)
      return packColumn(column, { kind: learnt, refusal: asLearnt(learnt) }, problems, notes);
    const choice =
      part === "labels" ? kindOfLabel(column, types, problems) : kindOfFeature(column, types, wanted);
    return packColumn(column, choice, problems, notes);
  });
  if (missing.length > 0 && rows > 0) throw missingColumns(missing, part);
  problems.throwIfAny();
  return Table.fromColumns(
    sent.map(({ name }) => name),
    columns,
    rows,
  );
}

/** For at most this many rows, one matrix is cheaper than an array per column. */
const FEW_ROWS = 64;

/**
 * Packs rows into one matrix if all columns are numeric and all values are finite numbers or null. Returns undefined
 * otherwise, and if a column is in no row. It is also undefined for names that every object inherits, such as `constructor`.
 */
function packFewNumbers(
  rows: readonly Row[],
  names: readonly string[],
  kinds: readonly FeatureKind[],
): Table | undefined {
  const width = names.length;
  const data = new Float64Array(rows.length * width);
  for (let j = 0; j < width; j++) {
    if (kinds[j] !== "numeric") return undefined;
    const name = names[j]!;
    let isPresent = false;
    for (let i = 0, at = j; i < rows.length; i++, at += width) {
      const value = rows[i]![name];
      if (typeof value === "number" && Number.isFinite(value)) {
        data[at] = value;
        isPresent = true;
      } else if (value === null || value === undefined) {
        data[at] = Number.NaN;
        isPresent ||= value === null;
      } else return undefined;
    }
    if (!isPresent) return undefined;
  }
  return Table.fromMatrix({ rows: rows.length, columns: width, data }, names);
}

function asLearnt(kind: FeatureKind): string {
  return kind === "datetime"
    ? "must be an ISO date such as 2024-05-17, as it was in training"
    : "must be a number, as it was in training";
}

/** Returns the counts of a column that has one type, with 1 in place of the number of values. */
function typesOf({ kind }: Column): TypeCounts {
  return {
    isPresent: true,
    numbers: 0,
    strings: kind === "string" ? 1 : 0,
    booleans: kind === "boolean" ? 1 : 0,
  };
}

function packColumn(column: RowColumn, choice: KindChoice, problems: RowProblems, notes: PackNotes): Column {
  const { name, typed } = column;
  if (typed?.kind === choice.kind) return typed;
  if (choice.kind === "boolean") return packBooleans(column, problems);
  if (choice.kind === "string") {
    if (choice.isMixed) notes.mixed.add(name);
    return packText(column);
  }
  if (choice.kind === "datetime") {
    const packed = packDatetimes(column, choice.refusal ?? "must be an ISO date", problems);
    if (packed.textsAsMissing > 0) notes.textsAsMissing.set(name, packed.textsAsMissing);
    return packed.column;
  }
  const packed = packNumbers(column, choice.refusal ?? "must be a number", problems);
  if (packed.textsAsMissing > 0) notes.textsAsMissing.set(name, packed.textsAsMissing);
  if (packed.textsAsNumbers > 0) notes.textsAsNumbers.set(name, packed.textsAsNumbers);
  return packed.column;
}

function missingColumns(names: readonly string[], part: RowsPart): ValueError {
  return new ValueError(
    `${part}: missing ${part === "labels" ? "labels" : "columns"} ${listNames(names)}`,
    names
      .slice(0, MAX_ISSUES)
      .map((name) => ({ path: `${part}[*].${name}`, message: "is in no row; it is required" })),
  );
}
