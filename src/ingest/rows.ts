import type { Column, ColumnKind } from "../learn/core/column.ts";
import { type Issue, listNames, ValueError } from "../learn/core/errors.ts";
import { Table } from "../learn/core/table.ts";
import { packBooleans, packNumbers, packPlainNumbers, packText } from "./pack-column.ts";
import { countTypes, type Row, type RowColumn, rowColumn, type TypeCounts } from "./row-column.ts";
import { type KindChoice, kindOfFeature, kindOfLabel, type WantedKinds } from "./row-kinds.ts";
import { MAX_ISSUES, RowProblems } from "./row-problems.ts";

export type { Row } from "./row-column.ts";

/** What rows are: their columns are read by different rules. */
export type RowsPart = "features" | "labels";

/** Values that were read otherwise than their JSON says, by column. */
export interface PackNotes {
  /** Columns of numbers: how many texts `"NaN"` and `""` were taken as missing values. */
  readonly textsAsMissing: Map<string, number>;
  /** Columns of numbers: how many were written as text. */
  readonly textsAsNumbers: Map<string, number>;
  /** Columns of text in which other JSON types stand as well, where nobody said that the column is categorical. */
  readonly mixed: Set<string>;
}

/** How rows are packed. */
export interface PackOptions {
  /** The kinds that the columns had in training, in order: values are brought to them. */
  readonly kinds?: readonly ColumnKind[];
  /** How columns are to be taken whose JSON types leave that open; without `kinds`. */
  readonly wanted?: WantedKinds | undefined;
  /** Filled while the rows are packed. */
  readonly notes?: PackNotes;
}

/** Notes to be filled by `packRows`. */
export function emptyNotes(): PackNotes {
  return { textsAsMissing: new Map(), textsAsNumbers: new Map(), mixed: new Set() };
}

/** Checks that every entry of `rows` is an object. Throws `ValueError` naming the first ones that are not. */
export function checkRows(rows: readonly unknown[], path: string): asserts rows is readonly Row[] {
  const wrong: number[] = [];
  for (let i = 0; i < rows.length && wrong.length < MAX_ISSUES; i++) {
    const row = rows[i];
    if (typeof row !== "object" || row === null || Array.isArray(row)) wrong.push(i);
  }
  if (wrong.length > 0) throw notObjects(wrong, path);
}

/** Returns the refusal of rows that are no objects; `rows` are the first of them. */
export function notObjects(rows: readonly number[], path: string): ValueError {
  const issues = rows
    .slice(0, MAX_ISSUES)
    .map((row): Issue => ({ path: `${path}[${row}]`, message: "must be an object of column: value" }));
  return new ValueError(`${path} must be a list of objects; row ${issues[0]!.path} is not one`, issues);
}

/** Returns every key that occurs in a row, in order of first appearance. */
export function columnNames(rows: readonly Row[]): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name in row) names.add(name);
  }
  return [...names];
}

/** Packs `rows` into the columns `names`, passing over every other key: see `packColumns`. */
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
 * Packs columns of `rows` values into a table. A key left out of some rows is missing there.
 * Without `kinds`, the kind of a column follows its JSON types: see `kindOfFeature` and `kindOfLabel`. With `kinds`
 * (those of the training rows), values are brought to the given kind: `"5.1"` to 5.1, 5 to `"5"`. In columns of numbers
 * the texts `"NaN"` and `""` are missing values.
 *
 * Throws `ValueError` for a column in no row (named, at most five), and names the first rows whose value is an array, an
 * object or not finite, is text in a column of numbers, is no truth value where those were learnt, or is a label of
 * another type than the first.
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
      return packColumn(column, { kind: learnt, refusal: AS_LEARNT }, problems, notes);
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

/** Up to so many rows an array for each column costs more than its values. */
const FEW_ROWS = 64;

/**
 * Packs rows of nothing but numbers and nulls, whose columns are all numbers, into one matrix; undefined for any others,
 * and where a column is in no row. A name that every object has, such as `constructor`, reads as something else.
 */
function packFewNumbers(
  rows: readonly Row[],
  names: readonly string[],
  kinds: readonly ColumnKind[],
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

const AS_LEARNT = "must be a number, as it was in training";

/** The types in a column of one type: that there is no other is all that matters. */
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
