import { COLON, QUOTE, SPACE } from "./json-bytes.ts";
import { Nesting } from "./nesting.ts";
import { PADDING } from "./padding.ts";

/** Returned in place of a position when the JSON cannot be read further. */
export const STUCK = -1;

/**
 * The bytes of a JSON body that are in memory, and the state that all functions that read them share. From `end` on, `bytes`
 * holds zeros. A position is an index into `bytes`. Each function that reads, here and in `scan-number.ts`, `scan-text.ts`
 * and `skip-value.ts`, takes the position where it begins and returns the position after what it read. If it cannot continue,
 * it returns `STUCK` and sets `stuckAt`. If `stuckAt` is `end`, the JSON may continue in bytes that have not arrived yet; if
 * it is before `end`, the bytes are not JSON.
 */
export class Scanner {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView;
  end = 0;
  stuckAt = 0;
  /** The number that `scanNumber` read last; not NaN, but perhaps infinite. */
  value = 0;
  /** The hash of the bytes between the quotes of the string that `scanText` read last, and whether it has escapes. */
  hash = 0;
  hasEscape = false;
  /** The objects and lists that enclose the position of `skipValue`. */
  readonly nesting = new Nesting();
  #buffer: Buffer;

  /** Keeps the body's bytes, and the zeros after them, in `bytes`; allocates more memory when they no longer fit. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    bytes.fill(0, 0, PADDING);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** How many bytes of the body fit into `bytes`. */
  get capacity(): number {
    return this.bytes.length - PADDING;
  }

  /** Drops the bytes before `at`, moves the others to the front and appends `chunk` to them. */
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

  /** Decodes the bytes from `from` to before `to` as UTF-8. */
  decode(from: number, to: number): string {
    return this.#buffer.toString("utf8", from, to);
  }

  /** Decodes the bytes from `from` to before `to`, which must be ASCII. */
  decodeAscii(from: number, to: number): string {
    return this.#buffer.toString("latin1", from, to);
  }

  /** Decodes the key whose opening quote is at `from`; `to` is the position after the colon. */
  decodeKey(from: number, to: number): string {
    let end = to - 1;
    while (this.bytes[end] !== QUOTE) end--;
    return JSON.parse(this.decode(from, end + 1)) as string;
  }

  /** Sets `stuckAt`; returns `STUCK`. */
  stuck(at: number): number {
    this.stuckAt = at;
    return STUCK;
  }

  /** Skips white space, if there is any. Never returns `STUCK`. */
  space(at: number): number {
    const { bytes } = this;
    for (;;) {
      const byte = bytes[at]!;
      if (byte > SPACE || (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at;
      at++;
    }
  }

  /** Skips the bytes of `word`, such as `TRUE`, which must stand at `at`. */
  word(at: number, word: Uint8Array): number {
    const { bytes } = this;
    for (let i = 0; i < word.length; i++) {
      if (bytes[at + i] !== word[i]) return this.stuck(at + i);
    }
    return at + word.length;
  }

  /** Skips white space and a colon. */
  colon(at: number): number {
    const p = this.space(at);
    return this.bytes[p] === COLON ? p + 1 : this.stuck(p);
  }
}
