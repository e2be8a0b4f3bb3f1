import type { Column } from "../learn/core/column.ts";
import { datetimeOfSeconds, formatDatetime, secondsOfDatetime } from "../learn/core/datetime.ts";
import { parseDatetime } from "../learn/core/parse-datetime.ts";
import { timesOfRows } from "../learn/core/row-times.ts";
import { summarizeNumbers } from "./numeric-summary.ts";
import type { DatetimeSummary, Packed } from "./report.ts";

/** Returns the seconds since 1970 of the times of a column, `NaN` for a missing one. Throws `ValueError` for other text. */
export function secondsOfRows(column: Column, name: string): Float64Array {
  const { days, seconds, places } = timesOfRows(column, name);
  const totals = days.map((day, place) => secondsOfDatetime({ day, second: seconds[place]! }));
  return Float64Array.from(places, (place) => (place < 0 ? Number.NaN : totals[place]!));
}

/**
 * Summarizes dates and times, given as `secondsOfRows` returns them: as `summarizeNumbers` does, and with the first and the last as
 * ISO text.
 */
export function summarizeDatetimes(
  totals: Float64Array,
  places: Int32Array,
  scratch: Float64Array,
): Omit<Packed<DatetimeSummary>, "name"> {
  const { mean: _, std: __, ...summary } = summarizeNumbers(totals, places, scratch);
  const isDate = totals.every((total) => Number.isNaN(total) || datetimeOfSeconds(total).second === 0);
  const { quantiles } = summary;
  const [min = null, max = null] = [quantiles[0], quantiles.at(-1)].flatMap((total) =>
    total === undefined ? [] : [isoOf(total, isDate)],
  );
  return { ...summary, kind: "datetime", min, max };
}

/** Returns seconds since 1970 as ISO text, cut to a date if `isDate`, else to whole seconds. */
export function isoOf(total: number, isDate: boolean): string {
  return formatDatetime(datetimeOfSeconds(Math.floor(total)), isDate);
}

/** Returns the seconds since 1970 of an ISO text of a report; `NaN` for any other text. */
export function secondsOfIso(text: string): number {
  const time = parseDatetime(text);
  return time === undefined ? Number.NaN : secondsOfDatetime(time);
}

/** Returns whether a column holds dates alone, without a time of day. */
export function areDates({ min }: Pick<DatetimeSummary, "min">): boolean {
  return min !== null && !min.includes("T");
}
