/*
 * Times and the calendar, which is the Gregorian one, extended to all years. Nothing here asks for the time zone, the language or
 * the clock of the machine.
 */

/** A time: days of the calendar since 1970-01-01, and seconds of that day, 0 to below 86,400, with nine decimals at most. */
export interface Datetime {
  readonly day: number;
  readonly second: number;
}

/** The parts of a day in the calendar. */
export interface CalendarDay {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** Of the month, from 1. */
  readonly day: number;
}

/** Seconds of a day. */
export const DAY_SECONDS = 86_400;

/** Returns the seconds from 1970-01-01T00:00 to a time. */
export function secondsOfDatetime({ day, second }: Datetime): number {
  return day * DAY_SECONDS + second;
}

/** Returns the time a number of seconds after 1970-01-01T00:00: the inverse of `secondsOfDatetime`. */
export function datetimeOfSeconds(seconds: number): Datetime {
  const day = Math.floor(seconds / DAY_SECONDS);
  return { day, second: seconds - day * DAY_SECONDS };
}

/** Returns the days from 1970-01-01 to a day of the calendar; `NaN` if there is no such day. */
export function dayNumber(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month))) return Number.NaN;
  // Years are counted from March, so that a leap day is the last of its year.
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leapDays + Math.floor((153 * m + 2) / 5) + day - 1 - 719_468;
}

/** Returns the day of the calendar that is `number` days after 1970-01-01: the inverse of `dayNumber`. */
export function calendarDay(number: number): CalendarDay {
  // Eras of 400 years have the same number of days; years are counted from March. See Hinnant, chrono-Compatible Low-Level Date
  // Algorithms, civil_from_days.
  const days = number + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * ofYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
  return { year, month, day: ofYear - Math.floor((153 * m + 2) / 5) + 1 };
}

/**
 * Returns a time as ISO text, without a time of day if `isDate`, otherwise with seconds and with the decimals that it has: as
 * Java's `ISO_LOCAL_DATE` and `ISO_LOCAL_DATE_TIME`.
 */
export function formatDatetime({ day, second }: Datetime, isDate: boolean): string {
  const { year, month, day: ofMonth } = calendarDay(day);
  const date = `${formatYear(year)}-${padded(month)}-${padded(ofMonth)}`;
  if (isDate) return date;
  const whole = Math.floor(second);
  const decimals = (second - whole)
    .toFixed(9)
    .slice(1)
    .replace(/\.?0+$/, "");
  const time = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(padded).join(":");
  return `${date}T${time}${decimals}`;
}

function formatYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, "0");
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}

function padded(value: number): string {
  return String(value).padStart(2, "0");
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
