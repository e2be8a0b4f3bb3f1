/*
 * Reads simple rows and lists of values fast: with keys in the expected order, numbers that fit into 64 bits, and short texts
 * without escapes. It stops before any other row or value, which `../row-list-reader.ts` or `../column-lists-reader.ts` then
 * reads. The bytes end with 16 zeros, with which no JSON continues, so that reads of several bytes need no check.
 */

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const COLON: u8 = 0x3a;
const BRACE: u8 = 0x7b;
const END_BRACE: u8 = 0x7d;
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const FALS: u32 = 0x736c6166;

/** The bits of the flag word of a column: the types of its values. */
const NUMBER: u32 = 1;
const MISSING: u32 = 2;
const BOOLEAN: u32 = 4;
const TEXT: u32 = 8;

/** The cells of values that are not numbers. Each is a `NaN`; its lower half has the boolean, or the address of the text. */
const MISSING_CELL: u64 = (<u64>0x7ff80000) << 32;
const BOOLEAN_CELL: u64 = (<u64>0x7ffd0000) << 32;
/** The lowest 16 bits of the upper half have the length of the text. */
const TEXT_CELL: u64 = (<u64>0x7ffe0000) << 32;
const LONGEST_TEXT: usize = 0xffff;

/** Size of the record of a key: its length, the address of its spelling, its first eight bytes, and a mask for these. */
const KEY_BYTES: usize = 24;

/** The byte 1 eight times, and other constants for eight bytes at once, of `countDigits` and `valueOfDigits`. */
const ONES: u64 = ((<u64>0x01010101) << 32) | 0x01010101;
const ZEROS: u64 = ONES * 0x30;
const SPARE: u64 = ONES * 0x76;
const HIGHEST_BITS: u64 = ONES * 0x80;
const LOWER_HALVES: u64 = ONES * 0x0f;
const PAIRS: u64 = ((<u64>0x00ff00ff) << 32) | 0x00ff00ff;
const FOURS: u64 = ((<u64>0xffff) << 32) | 0xffff;

/** Stands for a quotient that is too close to the middle between two doubles. No quotient is negative. */
const TOO_CLOSE: f64 = -1.0;

const EXACT: u64 = 9007199254740992;
const MAX_POWER: i32 = 22;
/** As in `../decimal.ts`. */
const SPLITTER: f64 = 134217729.0;
const MARGIN: f64 = 3.552713678800501e-15;

/** The address at which the last call stopped. */
export let at: usize = 0;

let keys: usize = 0;
let keysEnd: usize = 0;
let cells: usize = 0;
let stride: usize = 0;
let flags: usize = 0;
let powers: usize = 0;

/**
 * Sets the addresses of: the records of `count` keys; the cells, column after column, at distances of `width` bytes; a flag
 * word per column; and the powers of ten from 0 to 22.
 */
export function configure(
  keysAt: usize,
  count: u32,
  cellsAt: usize,
  width: usize,
  flagsAt: usize,
  powersAt: usize,
): void {
  keys = keysAt;
  keysEnd = keysAt + <usize>count * KEY_BYTES;
  cells = cellsAt;
  stride = width;
  flags = flagsAt;
  powers = powersAt;
}

/** Reads at most `maximum` rows, each with the comma after it. Returns their number. */
export function readRows(from: usize, maximum: i32): i32 {
  let p = from;
  let row = 0;
  at = p;
  while (row < maximum) {
    if (load<u8>(p) !== BRACE) return row;
    p = space(p + 1);
    let key = keys;
    let cell = cells + ((<usize>row) << 3);
    let flag = flags;
    for (;;) {
      while (!matches(p, key)) {
        key += KEY_BYTES;
        if (key >= keysEnd) return row;
        cell = storeMissing(cell, flag);
        flag += 4;
      }
      p = space(p + load<u32>(key));
      if (load<u8>(p) !== COLON) return row;
      p = readValue(space(p + 1), cell, flag);
      if (p === 0) return row;
      p = space(p);
      const byte = load<u8>(p);
      key += KEY_BYTES;
      cell += stride;
      flag += 4;
      p++;
      if (byte === END_BRACE) break;
      if (byte !== COMMA || key >= keysEnd) return row;
      p = space(p);
    }
    for (; key < keysEnd; key += KEY_BYTES, flag += 4) cell = storeMissing(cell, flag);
    p = space(p);
    if (load<u8>(p) !== COMMA) return row;
    p = space(p + 1);
    at = p;
    row++;
  }
  return row;
}

/** Reads at most `maximum` values of a list into the first column, each with the comma after it. Returns their number. */
export function readValues(from: usize, maximum: i32): i32 {
  let p = from;
  let row = 0;
  at = p;
  while (row < maximum) {
    p = readValue(p, cells + ((<usize>row) << 3), flags);
    if (p === 0) return row;
    p = space(p);
    if (load<u8>(p) !== COMMA) return row;
    p = space(p + 1);
    at = p;
    row++;
  }
  return row;
}

/** Stores a missing value. Returns the address of the cell in the next column. */
function storeMissing(cell: usize, flag: usize): usize {
  store<u64>(cell, MISSING_CELL);
  store<u32>(flag, load<u32>(flag) | MISSING);
  return cell + stride;
}

/** Skips white space. */
function space(p: usize): usize {
  while (load<u8>(p) <= 0x20) {
    const byte = load<u8>(p);
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    p++;
  }
  return p;
}

/** Whether the spelling of the key is at `p`. */
function matches(p: usize, key: usize): bool {
  if (((load<u64>(p) ^ load<u64>(key, 8)) & load<u64>(key, 16)) !== 0) return false;
  return load<u32>(key) <= 8 || longMatches(p, key);
}

function longMatches(p: usize, key: usize): bool {
  const spelling = <usize>load<u32>(key, 4);
  const length = <usize>load<u32>(key);
  for (let i: usize = 8; i < length; i++) {
    if (load<u8>(p + i) !== load<u8>(spelling + i)) return false;
  }
  return true;
}

/** Reads the value at `p`. Returns the address after it; 0 if it is not simple. */
function readValue(p: usize, cell: usize, flag: usize): usize {
  const byte = load<u8>(p);
  if (byte <= 0x39 && byte >= MINUS) return readNumber(p, byte, cell, flag);
  if (byte === QUOTE) return readText(p + 1, cell, flag);
  const word = load<u32>(p);
  if (word === NULL) {
    store<u64>(cell, MISSING_CELL);
    store<u32>(flag, load<u32>(flag) | MISSING);
    return p + 4;
  }
  const isTrue = word === TRUE;
  if (!isTrue && (word !== FALS || load<u8>(p, 4) !== 0x65)) return 0;
  store<u64>(cell, BOOLEAN_CELL | <u64>isTrue);
  store<u32>(flag, load<u32>(flag) | BOOLEAN);
  return p + 5 - <usize>isTrue;
}

function readNumber(p: usize, byte: u8, cell: usize, flag: usize): usize {
  // There is no branch on the sign or on the number of digits, which the processor could not predict.
  const sign = <u64>(byte === MINUS);
  p += <usize>sign;
  const start = p;
  let eight = load<u64>(p);
  let count = countDigits(eight);
  let mantissa = valueOfDigits(eight, count);
  p += count;
  if (count === 8) {
    eight = load<u64>(p);
    count = countDigits(eight);
    mantissa = mantissa * tenTo(count) + valueOfDigits(eight, count);
    p += count;
    if (count === 8) return 0;
    count += 8;
  }
  if (count === 0 || (count > 1 && load<u8>(start) === ZERO)) return 0;
  // A leading zero is not a significant digit.
  let digits: usize = mantissa === 0 ? 0 : count;
  let places: i32 = 0;
  byte = load<u8>(p);
  if (byte === POINT) {
    const fraction = ++p;
    eight = load<u64>(p);
    count = countDigits(eight);
    mantissa = mantissa * tenTo(count) + valueOfDigits(eight, count);
    p += count;
    while (count === 8) {
      eight = load<u64>(p);
      count = countDigits(eight);
      mantissa = mantissa * tenTo(count) + valueOfDigits(eight, count);
      p += count;
      if (p - fraction > 19) return 0;
    }
    places = <i32>(p - fraction);
    if (places === 0) return 0;
    digits += <usize>places;
    byte = load<u8>(p);
  }
  if (digits > 19) return 0;
  if ((byte | 0x20) === 0x65) {
    byte = load<u8>(++p);
    const isSmall = byte === MINUS;
    if (isSmall || byte === 0x2b) byte = load<u8>(++p);
    let exponent: i32 = <i32>byte - 48;
    if (<u32>exponent > 9) return 0;
    byte = load<u8>(++p);
    if (<u32>byte - 48 <= 9) {
      exponent = exponent * 10 + (<i32>byte - 48);
      byte = load<u8>(++p);
      if (<u32>byte - 48 <= 9) return 0;
    }
    places += isSmall ? exponent : -exponent;
  }
  let value: f64;
  if (mantissa <= EXACT) {
    value = <f64>mantissa;
    if (places > 0) {
      if (places > MAX_POWER) return 0;
      value /= power(places);
    } else if (places < 0) {
      if (places < -MAX_POWER) return 0;
      value *= power(-places);
    }
  } else {
    if (places < 0 || places > MAX_POWER) return 0;
    value = <f64>mantissa;
    if (places > 0) value = divideWide(mantissa, power(places));
    if (value === TOO_CLOSE) return 0;
  }
  store<u64>(cell, reinterpret<u64>(value) | (sign << 63));
  store<u32>(flag, load<u32>(flag) | NUMBER);
  return p;
}

function power(k: i32): f64 {
  return load<f64>(powers + ((<usize>k) << 3));
}

/** Returns the double nearest to mantissa / divisor, or `TOO_CLOSE`; see `wideDecimal` in `../decimal.ts`. */
function divideWide(mantissa: u64, divisor: f64): f64 {
  const sum = <f64>mantissa;
  const rest = <f64>(<i64>(mantissa - <u64>sum));
  const quotient = sum / divisor;
  const product = quotient * divisor;
  const a = SPLITTER * quotient;
  const a1 = a - (a - quotient);
  const a2 = quotient - a1;
  const b = SPLITTER * divisor;
  const b1 = b - (b - divisor);
  const b2 = divisor - b1;
  const lost = a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
  const correction = (sum - product - lost + rest) / divisor;
  const least = quotient + correction * (1.0 - MARGIN);
  return least === quotient + correction * (1.0 + MARGIN) ? least : TOO_CLOSE;
}

/** Returns the number of digits at the beginning of eight bytes, of which the first is the lowest. */
function countDigits(eight: u64): usize {
  const x = eight ^ ZEROS;
  // The highest bit is set in each byte above 9. A carry can only change bytes after the first such byte.
  const others = ((x + SPARE) | x) & HIGHEST_BITS;
  return others === 0 ? 8 : <usize>(ctz(others) >> 3);
}

/** Returns the number in the first `count` digits of eight bytes: combines pairs, then fours, then all. */
function valueOfDigits(eight: u64, count: usize): u64 {
  if (count === 0) return 0;
  eight = (eight << (64 - ((<u64>count) << 3))) & LOWER_HALVES;
  eight = (eight * 2561) >> 8;
  eight = ((eight & PAIRS) * 6553601) >> 16;
  return ((eight & FOURS) * 42949672960001) >> 32;
}

/** Returns 10ᵏ, for k up to 8. */
function tenTo(k: usize): u64 {
  return <u64>power(<i32>k);
}

/** Reads the text whose first character, after the quote, is at `from`. Returns as `readValue` does. */
function readText(from: usize, cell: usize, flag: usize): usize {
  let p = from;
  let stops: i32;
  for (;;) {
    const bytes = v128.load(p);
    const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
    const escapes = i8x16.eq(bytes, i8x16.splat(0x5c));
    const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
    stops = i8x16.bitmask(v128.or(v128.or(quotes, escapes), controls));
    if (stops !== 0) break;
    p += 16;
  }
  p += <usize>ctz(stops);
  const length = p - from;
  if (load<u8>(p) !== QUOTE || length > LONGEST_TEXT) return 0;
  store<u64>(cell, TEXT_CELL | ((<u64>length) << 32) | <u64>from);
  store<u32>(flag, load<u32>(flag) | TEXT);
  return p + 1;
}
