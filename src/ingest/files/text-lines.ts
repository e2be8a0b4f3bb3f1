import { isUtf8 } from "node:buffer";
import { ValueError } from "../../learn/core/errors.ts";
import { Utf8Check } from "../utf8-check.ts";

const NEWLINE = 10;
/** The longest character in UTF-8 without its last byte. */
const MOST_CUT_BYTES = 3;

/** Counts the lines of a text that arrives in chunks, and checks that it is UTF-8. */
export class TextLines {
  /** The index of each newline. */
  readonly #newlines: number[] = [];
  readonly #utf8 = new Utf8Check();
  #bytes = 0;
  #lastBytes: Uint8Array = new Uint8Array(0);

  /** Takes the next bytes. Throws `ValueError` with the line of the first byte that is not UTF-8. */
  push(chunk: Uint8Array): void {
    this.#utf8.push(chunk);
    if (!this.#utf8.isValid) throw this.#notUtf8(chunk);
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1))
      this.#newlines.push(this.#bytes + at);
    this.#bytes += chunk.length;
    this.#lastBytes = chunk.slice(-MOST_CUT_BYTES);
  }

  /** Ends the text. Throws `ValueError` if it ends within a character. */
  finish(): void {
    if (!this.#utf8.finish()) throw this.#notUtf8(new Uint8Array(0));
  }

  /** Returns the number of the line, from 1, that has the byte at index `offset`. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#newlines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#newlines[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  #notUtf8(chunk: Uint8Array): ValueError {
    const joined = Buffer.concat([this.#lastBytes, chunk]);
    let line = this.lineAt(this.#bytes - this.#lastBytes.length);
    let from = 0;
    // The bytes before may begin within a character.
    while (from < MOST_CUT_BYTES && (joined[from]! & 0xc0) === 0x80) from++;
    for (let end = joined.indexOf(NEWLINE, from); end >= 0; end = joined.indexOf(NEWLINE, from)) {
      if (!isUtf8(joined.subarray(from, end))) break;
      from = end + 1;
      line++;
    }
    return new ValueError(
      `line ${line}: is not UTF-8; convert the file, for instance with: iconv -f WINDOWS-1252 -t UTF-8`,
    );
  }
}
