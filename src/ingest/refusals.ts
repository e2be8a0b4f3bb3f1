import { type Issue, listNames, shortName, ValueError } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import type { RowsPart } from "./rows.ts";

/*
 * The errors of bodies that are refused. Their messages contain names, never values.
 */

/** Returns the error for bytes that are not UTF-8. */
export const notUtf8 = (): ValueError => refusal("body", "must be JSON in UTF-8; it is not UTF-8");

/** Returns the error for text that is not JSON. */
export const notJson = (isEmpty: boolean): ValueError =>
  refusal("body", isEmpty ? "must be JSON; it is empty" : "must be JSON; it cannot be parsed");

/** Returns the error for JSON that is not an object. */
export const notAnObject = (): ValueError =>
  refusal("body", 'must be a JSON object such as {"features": [{"column": 1}]}');

/** Returns the error for a body without this part. */
export const missingPart = (part: RowsPart): ValueError =>
  refusal(part, "is missing; it must be a list of rows");

/** Returns the error for a part that is neither a list of rows nor an object of columns. */
export const notRows = (part: RowsPart): ValueError =>
  refusal(
    part,
    "must be a list of rows, each an object of column: value, or an object of column: list of values",
  );

/** Returns the error for a part without rows. */
export const noRows = (part: RowsPart): ValueError => refusal(part, "must hold at least one row");

/** Returns the error for a part with more rows than MAX_ROWS. */
export const tooManyRows = (part: RowsPart, rows: number, maximum: number): ValueError =>
  refusal(part, `has ${rows} rows; at most ${maximum} are taken (MAX_ROWS)`);

/** Returns the error for a part with more columns than MAX_COLUMNS. */
export const tooManyColumns = (part: RowsPart, columns: number, maximum: number): ValueError =>
  refusal(part, `has ${columns} columns; at most ${maximum} are taken (MAX_COLUMNS)`);

/** Returns the error for rows without any key. */
export const noColumns = (part: RowsPart): ValueError => refusal(part, "has no columns: every row is empty");

/** Returns the error for the name of a column that UTF-8 cannot represent. */
export const notUnicode = (part: RowsPart): ValueError =>
  refusal(part, "has a column whose name is not Unicode: it contains half of a surrogate pair");

/** Returns the error for labels and features that differ in the number of rows. */
export const differentRows = (features: number, labels: number): ValueError =>
  refusal("labels", `must have as many rows as features: ${features} features, ${labels} labels`);

/** Returns the error for a column that is not a list. */
export const notAList = (part: RowsPart, column: string): ValueError =>
  refusal(`${part}.${shortName(column)}`, "must be a list of values, one per row");

/** Returns the error for two columns of different lengths. */
export const differentLengths = (
  part: RowsPart,
  [first, rows]: readonly [string, number],
  [other, otherRows]: readonly [string, number],
): ValueError =>
  refusal(
    part,
    `has columns of different lengths: ${listNames([first])} has ${rows} values, ${listNames([other])} has ${otherRows}`,
  );

/** Maximum number of unknown keys that are listed. */
const MAX_UNKNOWN_KEYS = 20;

/** Throws `ValueError` unless all `keys` are `known`; it names the unknown ones, each with the nearest known key. */
export function checkKeys(keys: readonly string[], known: readonly string[]): void {
  const unknown = keys.filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  const issues = unknown.slice(0, MAX_UNKNOWN_KEYS).map((key): Issue => {
    const near = nearestName(key, known);
    const hint = near === undefined ? "" : `did you mean ${JSON.stringify(near)}? `;
    return { path: shortName(key), message: `is not a key of the body; ${hint}known: ${known.join(", ")}` };
  });
  const { path, message } = issues[0]!;
  throw new ValueError(`${JSON.stringify(path)} ${message}`, issues);
}

function refusal(path: string, message: string): ValueError {
  const issue: Issue = { path, message };
  return new ValueError(`${path} ${message}`, [issue]);
}
