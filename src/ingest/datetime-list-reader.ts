import { datetimeOfList, MOST_DATETIME_NUMBERS } from "../learn/core/datetime-list.ts";
import type { ColumnBuilder } from "./column-builder.ts";
import { COMMA, END_BRACKET } from "./json-bytes.ts";
import { scanNumber } from "./scan-number.ts";
import { type Scanner, STUCK } from "./scanner.ts";
import { hashOf } from "./text-hash.ts";

/** What `read` returns for a list that is no date, or may be none. */
export const NO_DATETIME = -2;

/** Reads dates that are lists of numbers, as Jackson writes them, as text: see `datetimeOfList`. */
export class DatetimeListReader {
  readonly #scanner: Scanner;
  readonly #numbers = new Float64Array(MOST_DATETIME_NUMBERS);
  /** The text read last, as ASCII. */
  readonly #text = new Uint8Array(40);

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /**
   * Reads the list at `p` into row `row` of `column`, or skips it if `column` is undefined. Returns the position after it, `STUCK`,
   * or `NO_DATETIME` without having added anything.
   */
  read(p: number, row: number, column: ColumnBuilder | undefined): number {
    const scanner = this.#scanner;
    const { bytes } = scanner;
    const numbers = this.#numbers;
    let count = 0;
    let at = p;
    do {
      at = scanner.space(at + 1);
      const byte = bytes[at]!;
      if (count === numbers.length || byte > 0x39 || byte < 0x2d) return NO_DATETIME;
      at = scanNumber(scanner, at);
      if (at === STUCK) return STUCK;
      numbers[count++] = scanner.value;
      at = scanner.space(at);
    } while (bytes[at] === COMMA);
    if (bytes[at] !== END_BRACKET) return NO_DATETIME;
    const text = datetimeOfList(numbers, count);
    if (text === undefined) return NO_DATETIME;
    if (column !== undefined) this.#add(text, row, column);
    return at + 1;
  }

  #add(text: string, row: number, column: ColumnBuilder): void {
    const bytes = this.#text;
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    column.addText(row, bytes, 0, text.length, hashOf(bytes, 0, text.length));
  }
}
