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
 * Summarizes dates and times, given as `secondsOfRows` returns them: `summarizeNumbers`, with ISO text in place of seconds, cut to
 * whole seconds, or to dates if all of them are at midnight.
 */
export function summarizeDatetimes(
  totals: Float64Array,
  places: Int32Array,
  scratch: Float64Array,
): Omit<Packed<DatetimeSummary>, "name"> {
  const { count, missing, sampled, distinct, quantiles, histogram } = summarizeNumbers(
    totals,
    places,
    scratch,
  );
  const isDate = totals.every((total) => Number.isNaN(total) || datetimeOfSeconds(total).second === 0);
  const textOf = (total: number) => isoOf(total, isDate);
  return {
    kind: "datetime",
    count,
    missing,
    sampled,
    distinct,
    quantiles: Array.from(quantiles, textOf),
    histogram: { edges: Array.from(histogram.edges, textOf), counts: histogram.counts },
  };
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

/** Returns whether ISO texts of a report are dates alone. */
export function areDates(texts: readonly string[]): boolean {
  return !texts.some((text) => text.includes("T"));
}
