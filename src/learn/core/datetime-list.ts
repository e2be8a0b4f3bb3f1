import { type Datetime, dayNumber, formatDatetime } from "./datetime.ts";

/** The most numbers that a date as a list has: year, month, day, hour, minute, second, nanosecond. */
export const MOST_DATETIME_NUMBERS = 7;

/** The years of a date as a list. Others are more likely a list of other numbers, such as `[1, 2, 3]`. */
const FIRST_YEAR = 1000;
const LAST_YEAR = 9999;

/** The largest value of the hour, the minute, the second and the nanosecond. */
const MOST_OF_TIME = [23, 59, 59, 999_999_999] as const;

/**
 * Returns the ISO text of a date as Jackson writes it in a list, unless told otherwise: `[2024,5,17]` for a `LocalDate`, and with
 * hour and minute, perhaps second, perhaps nanosecond, for a `LocalDateTime`. Undefined for any other list, and for a year that is
 * not of four digits. `count` is the number of the numbers to look at.
 */
export function datetimeOfList(list: ArrayLike<unknown>, count = list.length): string | undefined {
  if (count < 3 || count === 4 || count > MOST_DATETIME_NUMBERS) return undefined;
  for (let i = 0; i < count; i++) if (!Number.isInteger(list[i])) return undefined;
  const [year, month, day] = [list[0], list[1], list[2]] as [number, number, number];
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined;
  const number = dayNumber(year, month, day);
  if (Number.isNaN(number)) return undefined;
  for (let i = 3; i < count; i++) {
    const value = list[i] as number;
    if (value < 0 || value > MOST_OF_TIME[i - 3]!) return undefined;
  }
  const [hour, minute, second, nanosecond] = [3, 4, 5, 6].map((at) =>
    at < count ? (list[at] as number) : 0,
  ) as [number, number, number, number];
  const time: Datetime = { day: number, second: hour * 3600 + minute * 60 + second + nanosecond / 1e9 };
  return formatDatetime(time, count === 3);
}
