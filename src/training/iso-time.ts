/** A date of ISO 8601, with a time of day and an offset from UTC if there are any. */
const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?(?:\[[^\]]*\])?)?)?$/i;

/**
 * Returns the time that `text` spells in ISO 8601, as Java's `LocalDate`, `LocalDateTime`, `OffsetDateTime`, `Instant`,
 * `ZonedDateTime` and `YearMonth` are written, in milliseconds since 1970; `NaN` for other texts and for days that do not exist.
 * A time without an offset is taken as UTC.
 */
export function parseIsoTime(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day = "01", hour = "00", minute = "00", second = "00", fraction = "0", offset = "Z"] =
    match;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const [h, min, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 24 || min > 59 || s > 60) return Number.NaN;
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return Number.NaN;
  const milliseconds = ((h * 60 + min) * 60 + s) * 1000 + Number(`0.${fraction}`) * 1000;
  return date.getTime() + milliseconds - offsetMinutes(offset) * 60_000;
}

function offsetMinutes(offset: string): number {
  if (offset.toUpperCase() === "Z") return 0;
  const digits = offset.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || "0");
  return offset[0] === "-" ? -minutes : minutes;
}
