import { growBytes } from "./grow.ts";
import { BACKSLASH } from "./json-bytes.ts";
import { hashOf } from "./text-hash.ts";

/** The control characters of the escapes `\b`, `\f`, `\n`, `\r` and `\t`, by the byte after the backslash. */
const CONTROL_ESCAPES: Readonly<Record<number, number>> = {
  98: 0x08,
  102: 0x0c,
  110: 0x0a,
  114: 0x0d,
  116: 0x09,
};

/**
 * Decodes JSON strings with escapes. The decoded text is `bytes[0..length)`, in UTF-8. Half of a surrogate pair, which UTF-8
 * cannot represent, becomes U+FFFD.
 */
export class Unescaper {
  bytes = new Uint8Array(256);
  length = 0;
  /** Hash of the text, the same as that of `scanText`. */
  hash = 0;

  /** Decodes `source[from..to)`, which is between the quotes of a valid string. */
  read(source: Uint8Array, from: number, to: number): void {
    // Decoding never lengthens the text: a character of three bytes has an escape of six.
    if (this.bytes.length < to - from) this.bytes = growBytes(this.bytes, 2 * (to - from));
    this.length = 0;
    let p = from;
    while (p < to) {
      const byte = source[p]!;
      if (byte !== BACKSLASH) {
        this.bytes[this.length++] = byte;
        p++;
      } else if (source[p + 1] === 0x75) p = this.#readUnicode(source, p, to);
      else {
        const escaped = source[p + 1]!;
        this.bytes[this.length++] = CONTROL_ESCAPES[escaped] ?? escaped;
        p += 2;
      }
    }
    this.hash = hashOf(this.bytes, 0, this.length);
  }

  /** Decodes the `\uXXXX` at `p`, together with the second half of a surrogate pair. Returns the index after them. */
  #readUnicode(source: Uint8Array, p: number, to: number): number {
    const unit = unitAt(source, p);
    if (unit < 0xd800 || unit > 0xdfff) {
      this.#append(unit);
      return p + 6;
    }
    const second =
      p + 12 <= to && source[p + 6] === BACKSLASH && source[p + 7] === 0x75 ? unitAt(source, p + 6) : 0;
    const isPair = unit < 0xdc00 && second >= 0xdc00 && second <= 0xdfff;
    this.#append(isPair ? 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00) : 0xfffd);
    return isPair ? p + 12 : p + 6;
  }

  #append(codePoint: number): void {
    const { bytes } = this;
    if (codePoint < 0x80) bytes[this.length++] = codePoint;
    else if (codePoint < 0x800) {
      bytes[this.length++] = 0xc0 | (codePoint >> 6);
      bytes[this.length++] = 0x80 | (codePoint & 0x3f);
    } else {
      if (codePoint < 0x10000) bytes[this.length++] = 0xe0 | (codePoint >> 12);
      else {
        bytes[this.length++] = 0xf0 | (codePoint >> 18);
        bytes[this.length++] = 0x80 | ((codePoint >> 12) & 0x3f);
      }
      bytes[this.length++] = 0x80 | ((codePoint >> 6) & 0x3f);
      bytes[this.length++] = 0x80 | (codePoint & 0x3f);
    }
  }
}

/** Returns the UTF-16 code unit of the `\uXXXX` at `p`. */
function unitAt(source: Uint8Array, p: number): number {
  let unit = 0;
  for (let i = p + 2; i < p + 6; i++) {
    const byte = source[i]!;
    unit = (unit << 4) | (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return unit;
}
