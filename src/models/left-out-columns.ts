import { type Column, MISSING_BOOLEAN, spellsNumbers } from "../learn/core/column.ts";
import { readDatetimes } from "../learn/core/datetime-column.ts";
import { SILENT } from "../learn/core/fit-monitor.ts";
import type { Table } from "../learn/core/table.ts";
import { cardinalityThreshold } from "./category-encoding.ts";
import { groupColumns } from "./column-groups.ts";
import type { LeftOutColumn } from "./left-out-messages.ts";
import { isFreeText, isNearlyUnique } from "./text-kind.ts";

/** The number of texts that tell whether a column holds mostly dates. */
const FIRST_TEXTS = 1000;

/**
 * Returns the columns from which a model of any columns cannot learn: those without any value, because no statistic can be computed
 * from them; and those of text that is nearly unique and has more values than the threshold of `cardinalityThreshold`, because no
 * other row has their values: free text, and what only names a row. Text that `parameters` name in a list is not left out for
 * that. Throws `ValueError` as `groupColumns` does.
 */
export function leftOutColumns(
  features: Table,
  parameters: Readonly<Record<string, unknown>>,
): LeftOutColumn[] {
  const leftOut: LeftOutColumn[] = [];
  const most = cardinalityThreshold(parameters);
  const uniqueTexts: string[] = [];
  features.names.forEach((name, index) => {
    const column = features.column(index);
    if (isEmpty(column)) leftOut.push({ name, reason: "no_value" });
    else if (hasManyCategories(column, most) && isNearlyUnique(column)) uniqueTexts.push(name);
  });
  if (uniqueTexts.length === 0) return leftOut;
  const { categorical } = groupColumns(features, parameters, SILENT);
  const named = new Set(parameters.categorical_features as readonly string[] | null);
  for (const name of uniqueTexts) {
    if (!categorical.includes(name) || named.has(name)) continue;
    leftOut.push({ name, reason: reasonOf(features.column(features.names.indexOf(name))) });
  }
  return leftOut;
}

function hasManyCategories(column: Column, most: number): boolean {
  return column.kind === "string" && column.categories.length > most;
}

function reasonOf(column: Column): LeftOutColumn["reason"] {
  if (spellsNumbers(column)) return "numbers_as_text";
  if (areMostlyDates(column)) return "dates_among_text";
  return isFreeText(column) ? "free_text" : "identifier";
}

function areMostlyDates(column: Column): boolean {
  if (column.kind !== "string") return false;
  const { times, others } = readDatetimes(column.categories.slice(0, FIRST_TEXTS));
  return times > others;
}

function isEmpty(column: Column): boolean {
  if (column.kind === "string") return column.categories.length === 0;
  return column.kind === "numeric"
    ? column.values.every(Number.isNaN)
    : column.values.every((value) => value === MISSING_BOOLEAN);
}
