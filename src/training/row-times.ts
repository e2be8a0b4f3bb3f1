import { DAY_SECONDS } from "../learn/core/datetime.ts";
import { datetimesOf } from "../learn/core/datetime-column.ts";
import { parseDatetime } from "../learn/core/parse-datetime.ts";

/** A month, as Java's `YearMonth` writes it. */
const MONTH = /^\d{4}-\d\d$/;

/** Returns the times of texts, in seconds since 1970: dates, dates with a time, and months; `NaN` for other texts. */
export function timesOfTexts(texts: readonly string[]): Float64Array {
  const { days, seconds, others } = datetimesOf(texts);
  const times = days.map((day, i) => day * DAY_SECONDS + seconds[i]!);
  if (others === 0) return times;
  texts.forEach((text, i) => {
    const day = MONTH.test(text) ? parseDatetime(`${text}-01`)?.day : undefined;
    if (day !== undefined) times[i] = day * DAY_SECONDS;
  });
  return times;
}
