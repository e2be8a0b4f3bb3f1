import type { WantedKinds } from "../ingest/row-kinds.ts";
import type { PackNotes } from "../ingest/rows.ts";
import { type Column, spellsNumbers } from "../learn/core/column.ts";
import { listNames } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/estimator.ts";
import type { Table } from "../learn/core/table.ts";
import { isNearlyUnique } from "../models/text-kind.ts";

/**
 * Warns `monitor` of feature columns that the caller may have meant differently, in one sentence for each reason: texts read as
 * missing values or as numbers, text mixed with other types, text that holds only numbers, identifiers, large integers. `wanted`
 * holds the kinds that the caller asked for; it is undefined for a model that has no parameters for them.
 */
export function warnOfColumns(
  features: Table,
  notes: PackNotes,
  wanted: WantedKinds | undefined,
  monitor: FitMonitor,
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
    (names) => `${missing} texts "NaN" or "" are taken as missing values in columns of numbers: ${names}`,
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
  warn(
    namesOf(
      (column, name) =>
        isNearlyUnique(column) &&
        !isWanted(name, "text") &&
        (isWanted(name, "categorical") || !spellsNumbers(column)),
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
