import type { WantedKinds } from "../ingest/row-kinds.ts";
import type { PackNotes } from "../ingest/rows.ts";
import { type Column, spellsNumbers } from "../learn/core/column.ts";
import { isDatetimes } from "../learn/core/datetime-column.ts";
import { listNames } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import type { Table } from "../learn/core/table.ts";
import { areDatesNotIso, rowAmongDates } from "../models/dates-in-text.ts";
import { isNearlyUnique } from "../models/text-kind.ts";

/**
 * Warns `monitor` of feature columns that the caller may have meant differently, in one sentence for each reason: texts read as
 * missing values or as numbers, text mixed with other types, text that holds only numbers or mostly dates, identifiers, large
 * integers. `wanted` holds the kinds that the caller asked for; it is undefined for a model that has no parameters for them.
 * `identifiersByLabels` are those that `AnyColumns` returns.
 */
export function warnOfColumns(
  features: Table,
  notes: PackNotes,
  wanted: WantedKinds | undefined,
  monitor: FitMonitor,
  identifiersByLabels: readonly string[] = [],
): void {
  const isWanted = (name: string, kind: string) => wanted?.byName.get(name) === kind;
  const warn = (names: readonly string[], sentence: (names: string) => string) => {
    if (names.length > 0) monitor.warn(sentence(listNames(names)));
  };
  const columns = features.names.map((name, index) => ({ name, column: features.column(index) }));
  const namesOf = (is: (column: Column, name: string) => boolean) =>
    columns.filter(({ name, column }) => is(column, name)).map(({ name }) => name);

  const missing = countTextsAsMissing(features, notes);
  warn(
    features.names.filter((name) => notes.textsAsMissing.has(name)),
    (names) =>
      `${missing} texts "NaN" or "" are taken as missing values in columns of numbers or dates: ${names}`,
  );
  warn(
    [...notes.textsAsNumbers.keys()].filter((name) => !isWanted(name, "numeric")),
    (names) => `numbers written as text are mixed with numbers, and are taken as numbers: ${names}`,
  );
  warn(
    [...notes.mixed],
    (names) => `text is mixed with other types, and the columns are taken as text: ${names}`,
  );
  // For a model with a parameter for numeric columns, `AnyColumns.transformer` gives this warning.
  if (wanted === undefined) {
    warn(
      namesOf(spellsNumbers),
      (names) => `text holds only numbers: ${names}; send JSON numbers if they are numeric`,
    );
  }
  // A model without a parameter for dates takes them as text.
  if (wanted !== undefined) {
    for (const { name, column } of columns) {
      const row = wanted.byName.has(name) ? undefined : rowAmongDates(column);
      if (row === undefined) continue;
      monitor.warn(
        `most values of ${listNames([name])} are dates, but features[${row}] has other text, and the column is taken for categories; send null for missing dates, or name the column in datetime_features to have other text refused`,
      );
    }
  }
  const areForeignDates = (column: Column, name: string) =>
    wanted !== undefined && !wanted.byName.has(name) && areDatesNotIso(column);
  warn(
    namesOf(areForeignDates),
    (names) =>
      `text that is dates, but not as ISO 8601 has them, is taken for categories: ${names}; write ISO dates such as 2024-05-17`,
  );
  warn(
    identifiersByLabels,
    (names) =>
      `categorical_features names columns with another value in nearly every row: ${names}; each value is encoded by the label of its own row, which tells nothing about other rows, and metrics on the training rows mean nothing; leave such columns out`,
  );
  warn(
    namesOf(
      (column, name) =>
        isNearlyUnique(column) &&
        !identifiersByLabels.includes(name) &&
        !areForeignDates(column, name) &&
        !isWanted(name, "text") &&
        (isWanted(name, "categorical") ||
          !(spellsNumbers(column) || (wanted !== undefined && isDatetimes(column)))),
    ),
    (names) =>
      `text has nearly as many different values as rows, as identifiers have: ${names}; leave out columns that only name the row`,
  );
  warn(
    namesOf(losesDigits),
    (names) => `whole numbers beyond 2^53 lose their last digits: ${names}; send identifiers as text`,
  );
}

/** Returns the number of texts `"NaN"` and `""` in `features` that were read as missing values. */
export function countTextsAsMissing(features: Table, { textsAsMissing }: PackNotes): number {
  return features.names.reduce((sum, name) => sum + (textsAsMissing.get(name) ?? 0), 0);
}

/**
 * Whether a column holds only integers, some of them between 2^53 and 2^64, as 64-bit identifiers do. Larger numbers, and
 * columns with fractions, are measurements, which rounding does not harm.
 */
function losesDigits(column: Column): boolean {
  if (column.kind !== "numeric") return false;
  let found = false;
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    const size = Math.abs(value);
    if (!Number.isInteger(value) || size >= 2 ** 64) return false;
    if (size > Number.MAX_SAFE_INTEGER) found = true;
  }
  return found;
}
