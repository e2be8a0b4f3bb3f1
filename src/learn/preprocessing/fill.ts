import { type Column, MISSING_BOOLEAN, numbersOf, stringsOf } from "../core/column.ts";
import type { Scalar } from "../core/order.ts";
import { isMissing } from "./imputer-statistics.ts";

/**
 * Returns `column` with `statistic` in place of missing values; the type of the statistic determines the kind
 * of the result.
 */
export function fill(column: Column, name: string, statistic: Scalar): Column {
  if (typeof statistic === "string") return fillText(column, statistic);
  if (typeof statistic === "boolean" && column.kind === "boolean") {
    const truth = statistic ? 1 : 0;
    const values = column.values.slice();
    for (let i = 0; i < values.length; i++) if (values[i] === MISSING_BOOLEAN) values[i] = truth;
    return { kind: "boolean", values };
  }
  const number = Number(statistic);
  const values = numbersOf(column, name).slice();
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = number;
  return { kind: "numeric", values };
}

function fillText(column: Column, text: string): Column {
  const { codes, categories } = stringsOf(column);
  if (!codes.includes(-1)) return { kind: "string", codes, categories };
  const known = categories.indexOf(text);
  const code = known >= 0 ? known : categories.length;
  const filled = codes.slice();
  for (let i = 0; i < filled.length; i++) if (filled[i]! < 0) filled[i] = code;
  return { kind: "string", codes: filled, categories: known >= 0 ? categories : [...categories, text] };
}

/** Returns a column that is true where a value of `column` is missing. */
export function missingIndicator(column: Column): Column {
  const length = column.kind === "string" ? column.codes.length : column.values.length;
  const values = new Uint8Array(length);
  for (let i = 0; i < length; i++) values[i] = isMissing(column, i) ? 1 : 0;
  return { kind: "boolean", values };
}
