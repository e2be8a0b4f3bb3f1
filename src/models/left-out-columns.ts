import { type Column, MISSING_BOOLEAN, spellsNumbers } from "../learn/core/column.ts";
import { SILENT } from "../learn/core/fit-monitor.ts";
import type { Table } from "../learn/core/table.ts";
import { cardinalityThreshold, splitByCardinality } from "./category-encoding.ts";
import { groupColumns } from "./column-groups.ts";
import { areDatesNotIso, rowAmongDates } from "./dates-in-text.ts";
import type { LeftOutColumn } from "./left-out-messages.ts";
import { hasNearlyUniqueValues, isFreeText, isNearlyUnique } from "./text-kind.ts";

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
    leftOut.push({ name, ...reasonOf(features.column(features.names.indexOf(name))) });
  }
  return leftOut;
}

/**
 * Returns the columns that `parameters` name in `categorical_features`, are encoded by their labels for their many categories, and
 * have another value in nearly every row, so that each value stands for the label of its own row.
 */
export function identifiersByLabels(
  features: Table,
  parameters: Readonly<Record<string, unknown>>,
): readonly string[] {
  const named = (parameters.categorical_features ?? []) as readonly string[];
  const unique = named.filter((name) => {
    const column = features.names.indexOf(name);
    return column >= 0 && hasNearlyUniqueValues(features.column(column));
  });
  return splitByCardinality(features, unique, parameters).many;
}

function hasManyCategories(column: Column, most: number): boolean {
  return column.kind === "string" && column.categories.length > most;
}

function reasonOf(column: Column): Omit<LeftOutColumn, "name"> {
  if (spellsNumbers(column)) return { reason: "numbers_as_text" };
  const row = rowAmongDates(column);
  if (row !== undefined) return { reason: "dates_among_text", row };
  if (areDatesNotIso(column)) return { reason: "dates_not_iso" };
  return { reason: isFreeText(column) ? "free_text" : "identifier" };
}

function isEmpty(column: Column): boolean {
  if (column.kind === "string") return column.categories.length === 0;
  return column.kind === "numeric"
    ? column.values.every(Number.isNaN)
    : column.values.every((value) => value === MISSING_BOOLEAN);
}
