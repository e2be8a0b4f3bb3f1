import { DAY_SECONDS } from "../../learn/core/datetime.ts";
import { secondsOfIso } from "../datetime-summary.ts";

/** Times further apart than this are told apart by their days. */
const LONG_SECONDS = 4 * DAY_SECONDS;
/** The largest distance from 1970 of a `Date`, in milliseconds. */
const MOST_MILLISECONDS = 8.64e15;

/** Returns the milliseconds since 1970 of ISO texts, for an axis; `NaN` for a text that is none, or too far from 1970 to be drawn. */
export function millisecondsOf(texts: readonly unknown[]): number[] {
  return texts.map((text) => {
    const place = 1000 * secondsOfIso(String(text));
    return Math.abs(place) <= MOST_MILLISECONDS ? place : Number.NaN;
  });
}

/** Returns ISO texts as people read them: days, or minutes where the first and the last, in order, are near one another. */
export function shownTimes(texts: readonly string[]): string[] {
  const [low, high] = [secondsOfIso(texts[0] ?? ""), secondsOfIso(texts.at(-1) ?? "")];
  const isLong = high - low > LONG_SECONDS;
  return texts.map((text) => (isLong ? text.replace(/T.*/, "") : text.replace(/T(\d\d:\d\d).*/, " $1")));
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
