import { packNumbers, packPlainNumbers, packText } from "../ingest/pack-column.ts";
import { countTypes, type RowColumn } from "../ingest/row-column.ts";
import { RowProblems } from "../ingest/row-problems.ts";
import type { WireBody } from "../ingest/sent-body.ts";
import { type Column, countMissing, parseDecimal, spellsNumbers } from "../learn/core/column.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { ParameterTable } from "../learn/core/parameters.ts";
import { ANY_FEATURES, type Model } from "../models/model.ts";
import { type ColumnRoles, columnRolesOf } from "../models/parameters.ts";
import { timesOfTexts } from "./row-times.ts";

/** The limits of the sum of all weights, so that neither its square nor its products with usual labels overflow or become 0. */
const LEAST_SUM = 1e-100;
const MOST_SUM = 1e100;

/** What the columns that `cv_groups`, `cv_time` and `sample_weight` name say about each row; null for those that are not given. */
export interface RowRoles {
  /** The names of the columns. */
  readonly columns: ColumnRoles;
  readonly groups: ArrayLike<Scalar> | null;
  /** Seconds since 1970, or the numbers of the column. */
  readonly times: Float64Array | null;
  /** Not negative, with a sum from `LEAST_SUM` to `MOST_SUM`. */
  readonly weights: Float64Array | null;
}

/**
 * Returns the columns that a model of any columns does not learn because of their role: groups, which new rows do not share, and
 * weights, which say nothing about a row. Times are learnt as without a role.
 */
export function notLearntNames({ cv_groups, sample_weight }: ColumnRoles): string[] {
  return [cv_groups, sample_weight].filter((name) => name !== null);
}

/** Returns the columns that the JSON of parameters, which may be malformed, names for a role. */
export function roleColumnsIn(schema: ParameterTable, json: string): string[] {
  try {
    const columns = Object.values(columnRolesOf(schema, JSON.parse(json)));
    return columns.filter((name) => name !== null);
  } catch {
    return [];
  }
}

/**
 * Reads the columns of `columns` from the features of a body. Throws `ValueError` for a column that the body does not have, and
 * for values that are missing or of no use, naming the first rows.
 */
export function readRowRoles(model: Model, columns: ColumnRoles, body: WireBody): RowRoles {
  if (columns.cv_groups !== null && columns.cv_time !== null)
    throw parameterRefusal("cv_time", "cannot be combined with cv_groups; leave one of them out");
  const read = <T>(role: keyof ColumnRoles, parse: (column: RowColumn, problems: RowProblems) => T) => {
    const name = columns[role];
    if (name === null) return null;
    const problems = new RowProblems("features");
    const column = columnOf(model, role, name, body);
    // A list or an object is not missing, as it is for those who pack columns.
    if (column.typed === undefined) countTypes(column, problems);
    problems.throwIfAny();
    const result = parse(column, problems);
    problems.throwIfAny();
    return result;
  };
  return {
    columns,
    groups: read("cv_groups", groupsOf),
    times: read("cv_time", timesOf),
    weights: read("sample_weight", weightsOf),
  };
}

/** Returns the error about the parameter `name`. */
export function parameterRefusal(name: string, message: string): ValueError {
  const path = `parameters.${name}`;
  return new ValueError(`${path} ${message}`, [{ path, message }]);
}

function columnOf(model: Model, role: keyof ColumnRoles, name: string, body: WireBody): RowColumn {
  const column = body.column("features", name);
  for (let row = 0; row < column.length; row++) if (column.at(row) !== undefined) return column;
  const shown = listNames([name]);
  if (model.featureNames !== ANY_FEATURES) {
    throw parameterRefusal(
      role,
      `names a column of features that no row has: ${shown}; in the body, "parameters" must come before "features"`,
    );
  }
  const near = nearestName(name, body.columns("features"));
  const hint = near === undefined ? "" : `; did you mean ${listNames([near])}?`;
  throw parameterRefusal(role, `names a column of features that no row has: ${shown}${hint}`);
}

/** Returns a column as numbers if it has no other values, else as text. */
function numbersOrText(column: RowColumn): Column {
  if (column.typed?.kind === "string") return column.typed;
  return packPlainNumbers(column)?.column ?? packText(column);
}

function groupsOf(column: RowColumn, problems: RowProblems): ArrayLike<Scalar> {
  const packed = numbersOrText(column);
  refuseMissing(packed, column, "must not be null: cv_groups needs the group of every row", problems);
  if (packed.kind !== "string") return packed.values;
  return Array.from(packed.codes, (code) => packed.categories[code]!);
}

/** Returns the times of a column of dates, or of numbers. */
function timesOf(column: RowColumn, problems: RowProblems): Float64Array {
  const packed = numbersOrText(column);
  refuseMissing(packed, column, "must not be null: cv_time needs the time of every row", problems);
  if (packed.kind !== "string") return Float64Array.from(packed.values);
  const { codes, categories } = packed;
  const times = spellsNumbers(packed)
    ? Float64Array.from(categories, parseDecimal)
    : timesOfTexts(categories);
  return Float64Array.from(codes, (code, row) => {
    if (code >= 0 && Number.isNaN(times[code]))
      problems.report(
        row,
        column.name,
        "must be a date in ISO 8601, such as 2026-05-04, or a number: cv_time needs the time of every row",
      );
    return times[code] ?? Number.NaN;
  });
}

function weightsOf(column: RowColumn, problems: RowProblems): Float64Array {
  const message = "must be a number of at least 0: sample_weight needs the weight of every row";
  const { values } = packPlainNumbers(column)?.column ?? packNumbers(column, message, problems).column;
  problems.throwIfAny();
  let sum = 0;
  values.forEach((value, row) => {
    if (value >= 0) sum += value;
    else problems.report(row, column.name, message);
  });
  problems.throwIfAny();
  if (sum >= LEAST_SUM && sum <= MOST_SUM) return values;
  const limits = `whose sum, ${sum}, is not from ${LEAST_SUM} to ${MOST_SUM}; scale the weights`;
  throw parameterRefusal(
    "sample_weight",
    `names ${listNames([column.name])}, ${sum === 0 ? "which is 0 in every row: some row must count" : limits}`,
  );
}

function refuseMissing(packed: Column, { name }: RowColumn, message: string, problems: RowProblems): void {
  if (countMissing(packed) === 0) return;
  const isMissing =
    packed.kind === "string"
      ? (row: number) => packed.codes[row]! < 0
      : (row: number) => Number.isNaN(packed.values[row]);
  const { length } = packed.kind === "string" ? packed.codes : packed.values;
  for (let row = 0; row < length; row++) if (isMissing(row)) problems.report(row, name, message);
}
