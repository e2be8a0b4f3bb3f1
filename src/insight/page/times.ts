import { DAY_SECONDS } from "../../learn/core/datetime.ts";
import { areDates, isoOf } from "../datetime-summary.ts";
import type { DatetimeSummary } from "../report.ts";
import { formatNumber } from "./format.ts";

/** Times further apart than this are told apart by their days. */
const LONG_SECONDS = 4 * DAY_SECONDS;
/** About the largest distance from 1970 of a time that is read: ten billion years. */
const MOST_SECONDS = 3.2e17;
/** The largest distance from 1970 of a `Date`, in milliseconds. */
const MOST_MILLISECONDS = 8.64e15;

/** Returns times in seconds since 1970 as milliseconds, for an axis; `NaN` for one that is too far from 1970 to be drawn. */
export function millisecondsOf(seconds: readonly number[]): number[] {
  return seconds.map((time) => (Math.abs(1000 * time) <= MOST_MILLISECONDS ? 1000 * time : Number.NaN));
}

/** Returns the quantiles of dates and times as people read them: days, or minutes where the ends are near one another. */
export function shownQuantiles({ quantiles, min }: Pick<DatetimeSummary, "quantiles" | "min">): string[] {
  const isLong = (quantiles.at(-1) ?? 0) - (quantiles[0] ?? 0) > LONG_SECONDS;
  const isDay = isLong || areDates({ min });
  return quantiles.map((time) =>
    Math.abs(time) > MOST_SECONDS ? formatNumber(time) : isoOf(time, isDay).replace(/T(\d\d:\d\d).*/, " $1"),
  );
}

/** Returns the options of an axis of times in milliseconds since 1970. */
export function timeAxis(at: readonly number[]) {
  const isLong = Math.max(...at) - Math.min(...at) > 1000 * LONG_SECONDS;
  const shown = (time: Date) => time.toISOString().replace("T", " ");
  return {
    type: "utc" as const,
    ticks: 3,
    tickFormat: (time: Date) => shown(time).slice(0, isLong ? 10 : 16),
  };
}
