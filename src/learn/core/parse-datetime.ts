import { DAY_SECONDS, type Datetime, dayNumber } from "./datetime.ts";

/** The code of the last character that may be white space; other white space is not looked for around dates. */
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const BRACKET = 0x5b;
const END_BRACKET = 0x5d;

/** The most digits of a year with a sign. */
const MOST_YEAR_DIGITS = 10;
const MOST_DECIMALS = 9;
/** The shortest text: a date with a year of four digits. */
const SHORTEST = 10;

/**
 * Returns the time that `text` spells, in ISO 8601 as Java, PostgreSQL and pandas write it; undefined if it spells none. It is a date,
 * `2024-05-17`, of a year of four digits or of up to ten after a sign; or a date and a time, after a `T` or a space: hours and
 * minutes, perhaps seconds, perhaps with one to nine decimals. `24:00` is the beginning of the next day. An offset, `Z`, `+02`,
 * `+0200` or `+02:00`, converts the time to UTC; a time without one is taken as it is. A time zone in brackets after the offset is
 * passed over, and so are spaces around the text.
 */
export function parseDatetime(text: string): Datetime | undefined {
  if (text.length < SHORTEST) return undefined;
  const hasSpace = text.charCodeAt(0) <= SPACE || text.charCodeAt(text.length - 1) <= SPACE;
  return parseTrimmed(hasSpace ? text.trim() : text);
}

function parseTrimmed(text: string): Datetime | undefined {
  const sign = text.charCodeAt(0);
  const isSigned = sign === PLUS || sign === MINUS;
  const from = isSigned ? 1 : 0;
  const at = isSigned ? text.indexOf("-", 1) : 4;
  const places = at - from;
  if (places < 4 || places > MOST_YEAR_DIGITS || !isMark(text, at, MINUS) || !isMark(text, at + 3, MINUS))
    return undefined;
  const years = digitsAt(text, from, places);
  const day = dayNumber(
    sign === MINUS ? -years : years,
    digitsAt(text, at + 1, 2),
    digitsAt(text, at + 4, 2),
  );
  if (Number.isNaN(day)) return undefined;
  return at + 6 === text.length ? { day, second: 0 } : parseTime(text, at + 6, day);
}

/** Reads the time of day that begins with its mark at `at`. */
function parseTime(text: string, at: number, day: number): Datetime | undefined {
  if (!(isMark(text, at, LETTER_T) || isMark(text, at, SPACE)) || !isMark(text, at + 3, COLON))
    return undefined;
  const hour = digitsAt(text, at + 1, 2);
  const minute = digitsAt(text, at + 4, 2);
  let p = at + 6;
  let second = 0;
  let decimals = 0;
  if (isMark(text, p, COLON)) {
    second = digitsAt(text, p + 1, 2);
    p += 3;
    if (isMark(text, p, POINT)) {
      const places = countDigits(text, p + 1);
      if (places === 0 || places > MOST_DECIMALS) return undefined;
      decimals = digitsAt(text, p + 1, places) / 10 ** places;
      p += 1 + places;
    }
  }
  const whole = hour * 3600 + minute * 60 + second;
  const isInDay = hour <= 23 || (hour === 24 && whole + decimals === DAY_SECONDS);
  if (!(isInDay && minute <= 59 && second <= 59)) return undefined;
  const ahead = p === text.length ? 0 : parseOffset(text, p);
  if (Number.isNaN(ahead)) return undefined;
  // The whole seconds are shifted alone, so that the decimals stay as they are.
  const passed = Math.floor((whole - ahead) / DAY_SECONDS);
  return { day: day + passed, second: whole - ahead - passed * DAY_SECONDS + decimals };
}

/** Reads the offset at `at`, with which the text ends. Returns by how many seconds it is ahead of UTC; `NaN` if it is none. */
function parseOffset(text: string, at: number): number {
  if (isMark(text, at, LETTER_Z)) return endsAt(text, at + 1) ? 0 : Number.NaN;
  const isAhead = isMark(text, at, PLUS);
  if (!isAhead && !isMark(text, at, MINUS)) return Number.NaN;
  let p = at + 1;
  let seconds = 0;
  for (const unit of [3600, 60, 1]) {
    const value = digitsAt(text, p, 2);
    if (!(value <= (unit === 3600 ? 23 : 59))) return Number.NaN;
    seconds += value * unit;
    p += 2;
    if (endsAt(text, p)) return isAhead ? seconds : -seconds;
    if (isMark(text, p, COLON)) p++;
  }
  return Number.NaN;
}

/** Returns whether a text ends at `at`, or with a time zone in brackets that begins there. */
function endsAt(text: string, at: number): boolean {
  if (at === text.length) return true;
  return isMark(text, at, BRACKET) && text.charCodeAt(text.length - 1) === END_BRACKET;
}

function isMark(text: string, at: number, mark: number): boolean {
  return text.charCodeAt(at) === mark;
}

/** Returns the number that `count` digits spell; `NaN` if they are no digits. */
function digitsAt(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = 10 * value + digit;
  }
  return value;
}

function countDigits(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
  }
  return at - from;
}
