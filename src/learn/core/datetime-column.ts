import type { Column, StringColumn } from "./column.ts";
import { parseDatetime } from "./parse-datetime.ts";

/** The times of some texts: see `Datetime`. */
export interface Datetimes {
  /** `NaN` for a text that is no time. */
  readonly days: Float64Array;
  readonly seconds: Float64Array;
  /** Number of texts that are times. */
  readonly times: number;
  /** Number of texts that are neither times nor blank; a blank text is a missing value. */
  readonly others: number;
}

/** Lists of categories never change, so that each of them is read once. */
const READ = new WeakMap<readonly string[], Datetimes>();

/** Returns the times of the categories of a column of text. The result is kept as long as the list. */
export function datetimesOf(categories: readonly string[]): Datetimes {
  let read = READ.get(categories);
  if (read === undefined) {
    read = readDatetimes(categories);
    READ.set(categories, read);
  }
  return read;
}

/** Returns the times of texts. */
export function readDatetimes(texts: readonly string[]): Datetimes {
  const days = new Float64Array(texts.length).fill(Number.NaN);
  const seconds = new Float64Array(texts.length).fill(Number.NaN);
  let times = 0;
  let others = 0;
  for (let i = 0; i < texts.length; i++) {
    const time = parseDatetime(texts[i]!);
    if (time === undefined) {
      if (!isBlank(texts[i]!)) others++;
      continue;
    }
    days[i] = time.day;
    seconds[i] = time.second;
    times++;
  }
  return { days, seconds, times, others };
}

/** Returns whether a text among dates is a missing value, as forms and CSV files have it: empty, or only spaces. */
export function isBlank(text: string): boolean {
  return text === "" || text.trim() === "";
}

/** Returns whether a column is text of which every value that is not missing is a date or a time, and at least one is. */
export function isDatetimes(column: Column): column is StringColumn {
  if (column.kind !== "string") return false;
  const { categories } = column;
  // Most columns of text are known by their first value not to be dates.
  const first = categories[0];
  if (first === undefined || (parseDatetime(first) === undefined && !isBlank(first))) return false;
  const { times, others } = datetimesOf(categories);
  return others === 0 && times > 0;
}
