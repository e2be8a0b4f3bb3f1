import type { Column } from "../learn/core/column.ts";
import { datetimesOf, isBlank } from "../learn/core/datetime-column.ts";
import { parseDatetime } from "../learn/core/parse-datetime.ts";

/** A column that holds mostly dates has one among this many of its texts. */
const FIRST_TEXTS = 100;

/** Returns the first row whose text is no date in a column that holds mostly dates; undefined if there is none. */
export function rowAmongDates(column: Column): number | undefined {
  if (column.kind !== "string") return undefined;
  const { codes, categories } = column;
  if (!categories.slice(0, FIRST_TEXTS).some((text) => parseDatetime(text) !== undefined)) return undefined;
  const { days, others } = datetimesOf(categories);
  if (others === 0) return undefined;
  let dates = 0;
  let texts = 0;
  let first: number | undefined;
  codes.forEach((code, row) => {
    if (code < 0 || isBlank(categories[code]!)) return;
    texts++;
    if (Number.isNaN(days[code])) first ??= row;
    else dates++;
  });
  return 2 * dates > texts ? first : undefined;
}

/** `17.05.2024`, `5/17/2024`, `17-05-24` or `2024/05/17`, perhaps with a time of day. */
const DAY_AND_YEAR = /^(\d\d?)([./-])(\d\d?)\2\d{4}(?:$|[\sT,])/;
const SHORT_YEAR = /^(\d\d)([./-])(\d\d)\2\d\d(?:$|[\sT,])/;
const YEAR_FIRST = /^\d{4}([./])(\d\d?)\1(\d\d?)(?:$|[\sT,])/;

/** Returns whether most of the first texts of a column are dates that are not in ISO 8601. */
export function areDatesNotIso(column: Column): boolean {
  if (column.kind !== "string") return false;
  const texts = column.categories.slice(0, FIRST_TEXTS).filter((text) => !isBlank(text));
  return 2 * texts.filter(isDateNotIso).length > texts.length;
}

function isDateNotIso(text: string): boolean {
  const date = text.trim();
  const dayFirst = DAY_AND_YEAR.exec(date) ?? SHORT_YEAR.exec(date);
  const [one, other] = dayFirst ? [dayFirst[1], dayFirst[3]] : (YEAR_FIRST.exec(date)?.slice(2) ?? []);
  const [least, most] = [Math.min(Number(one), Number(other)), Math.max(Number(one), Number(other))];
  return least >= 1 && least <= 12 && most <= 31;
}
