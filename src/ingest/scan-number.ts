import { EXACT_BELOW, POWERS_OF_TEN, WIDE_BELOW, wideDecimal } from "./decimal.ts";
import { MINUS, PLUS, POINT, ZERO } from "./json-bytes.ts";
import { type Scanner, STUCK } from "./scanner.ts";

/**
 * Reads the number at `at` into `scanner.value`: the double that `JSON.parse` returns for it. Digits that end at the end
 * of the bytes count as a number, although it may go on: callers check what follows.
 */
export function scanNumber(scanner: Scanner, at: number): number {
  const { bytes, view } = scanner;
  let p = at;
  let byte = bytes[p]!;
  const isNegative = byte === MINUS;
  if (isNegative) byte = bytes[++p]!;
  const start = p;
  let whole = byte - ZERO;
  if (whole >>> 0 > 9) return scanner.stuck(p);
  let digit = bytes[++p]! - ZERO;
  if (whole !== 0) {
    const stop = start + 9;
    while (digit >>> 0 <= 9 && p < stop) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      digit = bytes[++p]! - ZERO;
    }
  }
  if (digit === POINT - ZERO) {
    const fraction = ++p;
    let first = 0;
    // Four digits at once: the halves of the byte of a digit are 3 and at most 9.
    let word = view.getInt32(p, true);
    if (isFourDigits(word)) {
      first = fourDigits(word);
      p += 4;
      word = view.getInt32(p, true);
      if (isFourDigits(word)) {
        first = (Math.imul(first, 10_000) + fourDigits(word)) | 0;
        p += 4;
      }
    }
    digit = bytes[p]! - ZERO;
    let stop = fraction + 8;
    while (digit >>> 0 <= 9 && p < stop) {
      first = (Math.imul(first, 10) + digit) | 0;
      digit = bytes[++p]! - ZERO;
    }
    const places = p - fraction;
    if (places === 0) return scanner.stuck(p);
    let exact = whole * POWERS_OF_TEN[places]! + first;
    if (digit >>> 0 <= 9) {
      const further = p;
      let second = 0;
      stop = p + 9;
      while (digit >>> 0 <= 9 && p < stop) {
        second = (Math.imul(second, 10) + digit) | 0;
        digit = bytes[++p]! - ZERO;
      }
      if (digit >>> 0 <= 9) return scanLongNumber(scanner, at);
      const more = p - further;
      const both = exact * POWERS_OF_TEN[more]! + second;
      if (both >= EXACT_BELOW) return scanWideNumber(scanner, at, p, exact, more, second, places + more);
      exact = both;
    }
    if (isExponent(digit)) return scanLongNumber(scanner, at);
    const decimals = p - fraction;
    if (exact >= EXACT_BELOW || decimals > 22) return scanLongNumber(scanner, at);
    const value = exact / POWERS_OF_TEN[decimals]!;
    scanner.value = isNegative ? -value : value;
    return p;
  }
  let value = whole;
  if (digit >>> 0 <= 9 && whole !== 0) {
    const further = p;
    let second = 0;
    const stop = p + 9;
    while (digit >>> 0 <= 9 && p < stop) {
      second = (Math.imul(second, 10) + digit) | 0;
      digit = bytes[++p]! - ZERO;
    }
    value = whole * POWERS_OF_TEN[p - further]! + second;
  }
  // Digits after a leading zero are not a number. Further digits, a point or an exponent need the general way.
  if (digit >>> 0 <= 9 || digit === POINT - ZERO || isExponent(digit) || value >= EXACT_BELOW)
    return scanLongNumber(scanner, at);
  scanner.value = isNegative ? -value : value;
  return p;
}

/** Finishes `scanNumber` for digits that do not fit into one double: (high × 10^k + low) / 10^decimals, ending before `p`. */
function scanWideNumber(
  scanner: Scanner,
  at: number,
  p: number,
  high: number,
  k: number,
  low: number,
  decimals: number,
): number {
  const byte = scanner.bytes[p]!;
  if (byte === 0x65 || byte === 0x45 || high >= WIDE_BELOW || decimals > 22)
    return scanLongNumber(scanner, at);
  const value = wideDecimal(high, k, low, decimals);
  if (Number.isNaN(value)) return scanLongNumber(scanner, at);
  scanner.value = scanner.bytes[at] === MINUS ? -value : value;
  return p;
}

/** Reads a number of any length, with or without an exponent; slower than `scanNumber`, which falls back on it. */
function scanLongNumber(scanner: Scanner, at: number): number {
  const p = skipNumber(scanner, at);
  if (p !== STUCK) scanner.value = Number(scanner.decodeAscii(at, p));
  return p;
}

/** Skips the number at `at`. */
export function skipNumber(scanner: Scanner, at: number): number {
  const { bytes } = scanner;
  let p = bytes[at] === MINUS ? at + 1 : at;
  if (bytes[p] === ZERO) p++;
  else {
    const digits = skipDigits(scanner, p);
    if (digits === STUCK) return STUCK;
    p = digits;
  }
  if (bytes[p] === POINT) {
    p = skipDigits(scanner, p + 1);
    if (p === STUCK) return STUCK;
  }
  if (bytes[p] === 0x65 || bytes[p] === 0x45) {
    p++;
    if (bytes[p] === PLUS || bytes[p] === MINUS) p++;
    p = skipDigits(scanner, p);
  }
  return p;
}

/** Skips at least one digit. */
function skipDigits(scanner: Scanner, at: number): number {
  const { bytes } = scanner;
  let p = at;
  while ((bytes[p]! - ZERO) >>> 0 <= 9) p++;
  return p === at ? scanner.stuck(p) : p;
}

/** Whether `digit`, a byte less `ZERO`, is the letter that begins an exponent. */
function isExponent(digit: number): boolean {
  return (digit | 0x20) === 0x65 - ZERO;
}

/** Whether the four bytes of `word` are digits. */
function isFourDigits(word: number): boolean {
  return ((word & 0xf0f0f0f0) | (((word + 0x06060606) & 0xf0f0f0f0) >>> 4)) === 0x33333333;
}

/** The number that the four digits in `word` spell, the first in its lowest byte. */
function fourDigits(word: number): number {
  const pairs = (Math.imul(word & 0x0f0f0f0f, 2561) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 6_553_601) >>> 16;
}
