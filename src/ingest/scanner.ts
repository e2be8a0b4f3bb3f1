import { EXACT_BELOW, POWERS_OF_TEN, WIDE_BELOW, wideDecimal } from "./decimal.ts";
import { PADDING } from "./padding.ts";

/** Bytes that JSON is made of. */
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const END_BRACKET = 0x5d;
export const LETTER_F = 0x66;
export const LETTER_N = 0x6e;
export const LETTER_T = 0x74;
export const BRACE = 0x7b;
export const END_BRACE = 0x7d;

/** What the methods of `Scanner` return where the JSON cannot go on as it does. */
export const STUCK = -1;

/**
 * Walks over JSON in `bytes`, which end with zeros at `end`. Every method takes the place where it begins and returns
 * the place behind what it read, or `STUCK`, with `stuckAt` telling where: at `end`, what is there may be right once
 * more bytes follow; before it, it is no JSON.
 */
export class Scanner {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  end = 0;
  stuckAt = 0;
  /** The number that `number` read. */
  value = 0;
  /** The hash of the bytes of the text that `text` read, and whether there is an escape among them. */
  hash = 0;
  hasEscape = false;
  #buffer: Buffer;
  /** A bit for each value that `skip` is inside of: 1 for an object. */
  #nesting = new Uint8Array(64);

  /** `bytes` is where it keeps them, room for the zeros included; it takes more memory when that is not enough. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    bytes.fill(0, 0, PADDING);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** How many bytes fit, the zeros behind them apart. */
  get capacity(): number {
    return this.bytes.length - PADDING;
  }

  /** Replaces the bytes before `at` by nothing and adds `chunk` behind the others. */
  refill(at: number, chunk: Uint8Array): void {
    const left = this.end - at;
    const length = left + chunk.length;
    if (length > this.capacity) {
      const former = this.bytes;
      const buffer = new ArrayBuffer(Math.max(length, 2 * this.capacity) + PADDING);
      this.bytes = new Uint8Array(buffer);
      this.view = new DataView(buffer);
      this.#buffer = Buffer.from(buffer);
      this.bytes.set(former.subarray(at, this.end));
    } else if (at > 0) this.bytes.copyWithin(0, at, this.end);
    this.bytes.set(chunk, left);
    this.bytes.fill(0, length, Math.min(length + PADDING, this.bytes.length));
    this.end = length;
  }

  /** The bytes from `from` to before `to` as text, which is UTF-8. */
  decode(from: number, to: number): string {
    return this.#buffer.toString("utf8", from, to);
  }

  /** The name that the key at `from` spells; `to` is behind the colon that follows it. */
  decodeKey(from: number, to: number): string {
    let end = to - 1;
    while (this.bytes[end] !== QUOTE) end--;
    return JSON.parse(this.decode(from, end + 1)) as string;
  }

  stuck(at: number): number {
    this.stuckAt = at;
    return STUCK;
  }

  /** Passes over white space; it cannot get stuck. */
  space(at: number): number {
    const { bytes } = this;
    for (;;) {
      const byte = bytes[at]!;
      if (byte > SPACE || (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
      at++;
    }
  }

  /** Reads a number into `value`: that which `JSON.parse` reads. */
  number(at: number): number {
    const { bytes, view } = this;
    let p = at;
    let byte = bytes[p]!;
    const isNegative = byte === MINUS;
    if (isNegative) byte = bytes[++p]!;
    const start = p;
    let whole = byte - ZERO;
    if (whole >>> 0 > 9) return this.stuck(p);
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
      // Four digits at once: the half-bytes must be a 3 and at most 9.
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
      if (places === 0) return this.stuck(p);
      let exact = whole * POWERS_OF_TEN[places]! + first;
      if (digit >>> 0 <= 9) {
        const further = p;
        let second = 0;
        stop = p + 9;
        while (digit >>> 0 <= 9 && p < stop) {
          second = (Math.imul(second, 10) + digit) | 0;
          digit = bytes[++p]! - ZERO;
        }
        if (digit >>> 0 <= 9) return this.#longNumber(at);
        const more = p - further;
        const both = exact * POWERS_OF_TEN[more]! + second;
        if (both >= EXACT_BELOW) return this.#wideNumber(at, p, exact, more, second, places + more);
        exact = both;
      }
      if (isExponent(digit)) return this.#longNumber(at);
      const decimals = p - fraction;
      if (exact >= EXACT_BELOW || decimals > 22) return this.#longNumber(at);
      const value = exact / POWERS_OF_TEN[decimals]!;
      this.value = isNegative ? -value : value;
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
    // Digits behind a zero are no number; those that are left, a point and an exponent are.
    if (digit >>> 0 <= 9 || digit === POINT - ZERO || isExponent(digit) || value >= EXACT_BELOW)
      return this.#longNumber(at);
    this.value = isNegative ? -value : value;
    return p;
  }

  /** The rest of `number` for digits that do not fit into one double. */
  #wideNumber(at: number, p: number, high: number, k: number, low: number, decimals: number): number {
    const byte = this.bytes[p]!;
    if (byte === 0x65 || byte === 0x45 || high >= WIDE_BELOW || decimals > 22) return this.#longNumber(at);
    const value = wideDecimal(high, k, low, decimals);
    if (Number.isNaN(value)) return this.#longNumber(at);
    this.value = this.bytes[at] === MINUS ? -value : value;
    return p;
  }

  /** Reads any number. */
  #longNumber(at: number): number {
    const p = this.#skipNumber(at);
    if (p !== STUCK) this.value = Number(this.#buffer.toString("latin1", at, p));
    return p;
  }

  #skipNumber(at: number): number {
    const { bytes } = this;
    let p = bytes[at] === MINUS ? at + 1 : at;
    if (bytes[p] === ZERO) p++;
    else {
      const digits = this.#skipDigits(p);
      if (digits === STUCK) return STUCK;
      p = digits;
    }
    if (bytes[p] === POINT) {
      p = this.#skipDigits(p + 1);
      if (p === STUCK) return STUCK;
    }
    if (bytes[p] === 0x65 || bytes[p] === 0x45) {
      p++;
      if (bytes[p] === PLUS || bytes[p] === MINUS) p++;
      p = this.#skipDigits(p);
    }
    return p;
  }

  /** Passes over at least one digit. */
  #skipDigits(at: number): number {
    const { bytes } = this;
    let p = at;
    while ((bytes[p]! - ZERO) >>> 0 <= 9) p++;
    return p === at ? this.stuck(p) : p;
  }

  /** Passes over the word `true`, `false` or `null` that begins at `at`, by its bytes. */
  word(at: number, word: Uint8Array): number {
    const { bytes } = this;
    for (let i = 0; i < word.length; i++) {
      if (bytes[at + i] !== word[i]) return this.stuck(at + i);
    }
    return at + word.length;
  }

  /** Passes over the string whose opening quote is at `at`, and sets `hash` and `hasEscape`. */
  text(at: number): number {
    const { bytes } = this;
    let p = at + 1;
    let hash = 0x811c9dc5 | 0;
    for (;;) {
      const byte = bytes[p]!;
      if (byte === QUOTE) break;
      if (byte < SPACE || byte === BACKSLASH) return this.#escapedText(p, hash);
      hash = Math.imul(hash ^ byte, 0x01000193);
      p++;
    }
    this.hash = hash;
    this.hasEscape = false;
    return p + 1;
  }

  /** The rest of `text` from the first byte on that is not itself. */
  #escapedText(at: number, hash: number): number {
    const { bytes } = this;
    let p = at;
    for (;;) {
      const byte = bytes[p]!;
      if (byte === QUOTE) break;
      if (byte < SPACE) return this.stuck(p);
      hash = Math.imul(hash ^ byte, 0x01000193);
      p++;
      if (byte !== BACKSLASH) continue;
      const escaped = bytes[p]!;
      hash = Math.imul(hash ^ escaped, 0x01000193);
      if (escaped === 0x75) {
        for (let i = 1; i <= 4; i++) {
          const hex = bytes[p + i]!;
          if (!isHex(hex)) return this.stuck(p + i);
          hash = Math.imul(hash ^ hex, 0x01000193);
        }
        p += 5;
      } else if (isEscape(escaped)) p++;
      else return this.stuck(p);
    }
    this.hash = hash;
    this.hasEscape = true;
    return p + 1;
  }

  /** Passes over a value of any kind, however deep it is nested, with white space before it. */
  skip(at: number): number {
    const { bytes } = this;
    let depth = 0;
    let p = at;
    for (;;) {
      p = this.space(p);
      const byte = bytes[p]!;
      if (byte === BRACE || byte === BRACKET) {
        this.#enter(depth++, byte === BRACE);
        p = this.space(p + 1);
        const end = byte === BRACE ? END_BRACE : END_BRACKET;
        if (bytes[p] !== end) {
          if (byte === BRACE) p = this.key(p);
          if (p === STUCK) return STUCK;
          continue;
        }
        p++;
        depth--;
      } else {
        p = this.#skipScalar(p, byte);
        if (p === STUCK) return STUCK;
      }
      // A value ended: close what ends with it, up to the next value.
      for (;;) {
        if (depth === 0) return p;
        p = this.space(p);
        const isObject = this.#isObject(depth - 1);
        const next = bytes[p]!;
        if (next === COMMA) {
          p = isObject ? this.key(this.space(p + 1)) : p + 1;
          if (p === STUCK) return STUCK;
          break;
        }
        if (next !== (isObject ? END_BRACE : END_BRACKET)) return this.stuck(p);
        p++;
        depth--;
      }
    }
  }

  /**
   * Passes over a value of any kind behind which something must follow, if only white space that does not end the bytes:
   * a number might go on otherwise.
   */
  followedValue(at: number): number {
    const behind = this.skip(at);
    return behind !== STUCK && this.space(behind) === this.end ? this.stuck(this.end) : behind;
  }

  /** Passes over a key and the colon behind it. */
  key(at: number): number {
    if (this.bytes[at] !== QUOTE) return this.stuck(at);
    const behind = this.text(at);
    return behind === STUCK ? STUCK : this.colon(behind);
  }

  /** Passes over a colon with white space before it. */
  colon(at: number): number {
    const p = this.space(at);
    return this.bytes[p] === COLON ? p + 1 : this.stuck(p);
  }

  #skipScalar(at: number, byte: number): number {
    if (byte === QUOTE) return this.text(at);
    if (byte === LETTER_T) return this.word(at, TRUE);
    if (byte === LETTER_F) return this.word(at, FALSE);
    if (byte === LETTER_N) return this.word(at, NULL);
    return this.#skipNumber(at);
  }

  #enter(depth: number, isObject: boolean): void {
    const at = depth >> 3;
    if (at === this.#nesting.length) {
      const longer = new Uint8Array(2 * at);
      longer.set(this.#nesting);
      this.#nesting = longer;
    }
    const bit = 1 << (depth & 7);
    if (isObject) this.#nesting[at]! |= bit;
    else this.#nesting[at]! &= ~bit;
  }

  #isObject(depth: number): boolean {
    return (this.#nesting[depth >> 3]! & (1 << (depth & 7))) !== 0;
  }
}

const wordOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const TRUE: Uint8Array = wordOf("true");
export const FALSE: Uint8Array = wordOf("false");
export const NULL: Uint8Array = wordOf("null");

/** Whether a digit's place is taken by the letter that begins an exponent. */
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

function isHex(byte: number): boolean {
  return (byte - ZERO) >>> 0 <= 9 || ((byte | 0x20) - 0x61) >>> 0 <= 5;
}

/** Whether `byte` may stand behind a backslash by itself. */
function isEscape(byte: number): boolean {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
