import { type Column, numbersOf, spellsNumbers } from "../learn/core/column.ts";
import { isDatetimes } from "../learn/core/datetime-column.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import { timesOfRows } from "../learn/core/row-times.ts";
import type { Table } from "../learn/core/table.ts";

/** The groups into which the columns of a model of any columns fall, each prepared in its own way. */
const GROUPS = ["numeric", "categorical", "boolean", "datetime", "text"] as const;

/** The group of a column. */
type ColumnGroup = (typeof GROUPS)[number];

/** For each group, the names of its columns. */
export type ColumnGroups = Readonly<Record<ColumnGroup, string[]>>;

/** The parameters that name the columns of a group. */
const CHOICES = {
  numeric: "numeric_features",
  categorical: "categorical_features",
  datetime: "datetime_features",
  text: "text_features",
} as const satisfies Partial<Record<ColumnGroup, string>>;

/**
 * Groups the columns of `features` by their kind, unless `parameters` name them in `numeric_features`, `categorical_features`,
 * `datetime_features` or `text_features`. Warns `monitor` of text columns that hold only numbers. Throws `ValueError` for a name in
 * these lists that is not that of a column, or that is in several of them; and for a value that is no number in a column that is to
 * be numeric, or no date in one of dates.
 */
export function groupColumns(
  features: Table,
  parameters: Readonly<Record<string, unknown>>,
  monitor: FitMonitor,
): ColumnGroups {
  const chosen = chosenGroups(features, parameters);
  const groups = Object.fromEntries(GROUPS.map((group) => [group, []])) as unknown as ColumnGroups;
  const numbersAsText: string[] = [];
  features.names.forEach((name, index) => {
    const column = features.column(index);
    const wanted = chosen.get(name);
    // They throw for what is no number or no date: the caller's mistake, which is found here before the run is accepted.
    if (wanted === "numeric") numbersOf(column, name);
    if (wanted === "datetime") timesOfRows(column, name);
    if (wanted === undefined && spellsNumbers(column)) numbersAsText.push(name);
    groups[wanted ?? groupOf(column)].push(name);
  });
  if (numbersAsText.length > 0) {
    monitor.warn(
      `text that holds only numbers is taken for categories: ${listNames(numbersAsText)}; send JSON numbers, or name the columns in numeric_features, if they are numeric`,
    );
  }
  return groups;
}

function groupOf(column: Column): ColumnGroup {
  if (column.kind !== "string") return column.kind;
  return isDatetimes(column) ? "datetime" : "categorical";
}

/** Returns the groups that the parameters name for columns. */
function chosenGroups(
  features: Table,
  parameters: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, ColumnGroup> {
  const chosen = new Map<string, ColumnGroup>();
  const lists = Object.entries(CHOICES).map(([group, parameter]) => {
    const names = (parameters[parameter] ?? []) as readonly string[];
    const unknown = names.filter((name) => !features.names.includes(name));
    if (unknown.length > 0) {
      throw new ValueError(
        `parameters.${parameter} names columns that are not learnt: ${listNames(unknown)}`,
      );
    }
    return { group: group as ColumnGroup, parameter, names };
  });
  for (const { group, parameter, names } of lists) {
    const both = [...new Set(names)].filter((name) => chosen.has(name));
    if (both.length > 0) {
      const other = CHOICES[chosen.get(both[0]!) as keyof typeof CHOICES];
      throw new ValueError(`${listNames(both)} cannot be in ${other} and in ${parameter}`);
    }
    for (const name of names) chosen.set(name, group);
  }
  return chosen;
}
