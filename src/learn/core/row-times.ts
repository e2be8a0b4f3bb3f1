import type { Column, StringColumn } from "./column.ts";
import { datetimesOf, isBlank, readDatetimes } from "./datetime-column.ts";
import { listNames, RowError, ValueError } from "./errors.ts";

/** The times of the rows of a column: that of row i is at `places[i]`, or missing if it is negative. */
export interface RowTimes {
  /** As in `Datetime`; `NaN` for a missing time. */
  readonly days: Float64Array;
  readonly seconds: Float64Array;
  readonly places: Int32Array;
}

/**
 * Returns the times of a column, each different text of which is read once. Throws `ValueError` for a column that is not text, and
 * `RowError` for the first row with a text that is neither blank nor a time.
 */
export function timesOfRows(column: Column, name: string): RowTimes {
  if (column.kind !== "string") {
    const what = column.kind === "numeric" ? "numbers" : "booleans";
    throw new ValueError(`column ${listNames([name])} holds ${what} where dates as ISO text are expected`);
  }
  const { codes, categories } = column;
  // A part of a large table has its whole list of categories.
  const isPart = codes.length < categories.length;
  const { days, seconds, others } = isPart
    ? readDatetimes(Array.from(codes, (code) => (code < 0 ? "" : categories[code]!)))
    : datetimesOf(categories);
  const places = isPart ? codes.map((code, row) => (code < 0 ? -1 : row)) : codes;
  if (others > 0) refuseOthers(column, name, days, places);
  return { days, seconds, places };
}

function refuseOthers(
  { codes, categories }: StringColumn,
  name: string,
  days: Float64Array,
  places: Int32Array,
): void {
  const row = places.findIndex(
    (place, at) => place >= 0 && Number.isNaN(days[place]) && !isBlank(categories[codes[at]!]!),
  );
  if (row < 0) return;
  throw new RowError(
    row,
    (at) => `column ${listNames([name])} holds text that is no date where one is expected (row ${at})`,
  );
}

/** Returns the days and seconds of the times that occur in the rows, each once. */
export function occurringTimes({ days, seconds, places }: RowTimes): Omit<RowTimes, "places"> {
  const occurs = new Uint8Array(days.length);
  for (let row = 0; row < places.length; row++) if (places[row]! >= 0) occurs[places[row]!] = 1;
  const isPresent = (_: number, place: number) => occurs[place] === 1 && !Number.isNaN(days[place]);
  return { days: days.filter(isPresent), seconds: seconds.filter(isPresent) };
}
