/*
 * What the text of a cell of a CSV file means. Spaces around it do not count.
 */

/** The texts that mean a missing value. */
export const MISSING_TEXTS: ReadonlySet<string> = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL"]);

/** A number as in JSON; also with a plus sign, and without digits on one side of the point. Not with leading zeros: `007`. */
const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** The same with a decimal comma. */
const COMMA_NUMBER = /^[+-]?(?:(?:0|[1-9]\d*),\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** Returns the number that a cell spells with a decimal point; `NaN` if it spells none that a double can hold. */
export function numberOf(text: string): number {
  return NUMBER.test(text) ? finite(Number(text)) : Number.NaN;
}

/** Returns the number that a cell spells with a decimal comma, as `1,5`; `NaN` if it spells none. */
export function commaNumberOf(text: string): number {
  return COMMA_NUMBER.test(text) ? finite(Number(text.replace(",", "."))) : Number.NaN;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Returns the boolean that a cell spells as JSON, Python or R do; undefined if it spells none. */
export function booleanOf(text: string): boolean | undefined {
  if (text === "true" || text === "True" || text === "TRUE") return true;
  if (text === "false" || text === "False" || text === "FALSE") return false;
  return undefined;
}
