import { type CalendarDay, calendarDay, dayNumber, secondsOfDatetime } from "../core/datetime.ts";
import { encodePeriodic, isPeriodic, type PeriodicEncoding, periodicNames } from "./periodic-features.ts";

/** The parts of a time from the longest to the shortest: the resolutions of `DatetimeEncoder`. */
export const TIME_LEVELS = [
  "year",
  "month",
  "day",
  "hour",
  "minute",
  "second",
  "microsecond",
  "nanosecond",
] as const;

/** What can be computed of a time. */
export const DATETIME_FEATURES = [...TIME_LEVELS, "total_seconds", "weekday", "day_of_year"] as const;

/** One of `DATETIME_FEATURES`. */
export type DatetimeFeature = (typeof DATETIME_FEATURES)[number];

/** Returns the value of a feature; `date` is its day in the calendar. */
type Compute = (day: number, second: number, date: CalendarDay) => number;

/** Microseconds count from the second, and nanoseconds from the microsecond, as in pandas. */
const COMPUTE: Readonly<Record<DatetimeFeature, Compute>> = {
  year: (_day, _second, { year }) => year,
  month: (_day, _second, { month }) => month,
  day: (_day, _second, { day }) => day,
  hour: (_day, second) => Math.floor(second / 3600),
  minute: (_day, second) => Math.floor(second / 60) % 60,
  second: (_day, second) => Math.floor(second) % 60,
  microsecond: (_day, second) => Math.floor(nanosecondsOf(second) / 1000),
  nanosecond: (_day, second) => nanosecondsOf(second) % 1000,
  total_seconds: (day, second) => secondsOfDatetime({ day, second }),
  // 1970-01-01 was a Thursday.
  weekday: (day) => ((((day + 3) % 7) + 7) % 7) + 1,
  day_of_year: (day, _second, { year }) => day - dayNumber(year, 1, 1) + 1,
};

function nanosecondsOf(second: number): number {
  return Math.round((second - Math.floor(second)) * 1e9);
}

/**
 * Returns n × k values of n times, row-major, in the order of `features`; `NaN` for a missing time. `days` and `seconds` as in
 * `Datetime`.
 */
export function valuesOfDatetimes(
  days: Float64Array,
  seconds: Float64Array,
  features: readonly DatetimeFeature[],
): Float64Array {
  const width = features.length;
  const computes = features.map((feature) => COMPUTE[feature]);
  const data = new Float64Array(days.length * width).fill(Number.NaN);
  for (let i = 0, at = 0; i < days.length; i++, at += width) {
    const day = days[i]!;
    if (Number.isNaN(day)) continue;
    const second = seconds[i]!;
    const date = calendarDay(day);
    for (let j = 0; j < width; j++) data[at + j] = computes[j]!(day, second, date);
  }
  return data;
}

/** Returns the names of the columns that encode `features`: those that are encoded as periodic come last. */
export function namesOfDatetimes(
  features: readonly DatetimeFeature[],
  encoding: PeriodicEncoding | null,
): string[] {
  if (encoding === null) return [...features];
  return [
    ...features.filter((feature) => !isPeriodic(feature)),
    ...features.filter(isPeriodic).flatMap((feature) => periodicNames(feature, encoding)),
  ];
}

/** Returns the columns called `namesOfDatetimes` of n times, row-major; see `valuesOfDatetimes`. */
export function encodeDatetimes(
  days: Float64Array,
  seconds: Float64Array,
  features: readonly DatetimeFeature[],
  encoding: PeriodicEncoding | null,
): Float64Array {
  const values = valuesOfDatetimes(days, seconds, features);
  if (encoding === null) return values;
  const width = namesOfDatetimes(features, encoding).length;
  const data = new Float64Array(days.length * width);
  let to = 0;
  for (const [j, feature] of features.entries()) {
    if (isPeriodic(feature)) continue;
    for (let i = 0; i < days.length; i++) data[i * width + to] = values[i * features.length + j]!;
    to++;
  }
  for (const [j, feature] of features.entries()) {
    if (!isPeriodic(feature)) continue;
    for (let i = 0; i < days.length; i++) {
      encodePeriodic(feature, encoding, values[i * features.length + j]!, data, i * width + to);
    }
    to += periodicNames(feature, encoding).length;
  }
  return data;
}
