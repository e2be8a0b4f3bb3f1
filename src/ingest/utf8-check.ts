import { isUtf8 } from "node:buffer";

const NOTHING = new Uint8Array(0);

/** Checks whether the chunks of a body are UTF-8; a chunk may end within a character. */
export class Utf8Check {
  /** The first bytes of a character that continues in the next chunk. */
  #cut: Uint8Array = NOTHING;
  #isValid = true;

  /** Checks the next bytes. */
  push(chunk: Uint8Array): void {
    if (!this.#isValid) return;
    const from = this.#cut.length > 0 ? this.#complete(chunk) : 0;
    const end = Math.max(from, endOfWhole(chunk));
    this.#isValid &&= isUtf8(chunk.subarray(from, end));
    if (end < chunk.length) this.#cut = chunk.slice(end);
  }

  /** Whether the bytes so far can be the beginning of UTF-8. */
  get isValid(): boolean {
    return this.#isValid;
  }

  /** Returns whether all bytes were UTF-8. */
  finish(): boolean {
    return this.#isValid && this.#cut.length === 0;
  }

  /** Adds the rest of the cut character from `chunk`. Returns the index of the next character. */
  #complete(chunk: Uint8Array): number {
    const missing = lengthOf(this.#cut[0]!) - this.#cut.length;
    const character = Buffer.concat([this.#cut, chunk.subarray(0, missing)]);
    this.#cut = chunk.length < missing ? character : NOTHING;
    if (chunk.length >= missing) this.#isValid = isUtf8(character);
    return Math.min(missing, chunk.length);
  }
}

/** Returns the length in bytes of the character that starts with `lead`. */
function lengthOf(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

/** Returns the index of the last character of `chunk` if it is incomplete, else the length of `chunk`. */
function endOfWhole(chunk: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= chunk.length; back++) {
    const byte = chunk[chunk.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOf(byte) > back ? chunk.length - back : chunk.length;
  }
  return chunk.length;
}
