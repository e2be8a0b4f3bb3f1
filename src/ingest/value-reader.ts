import type { ColumnBuilder } from "./column-builder.ts";
import { DatetimeListReader, NO_DATETIME } from "./datetime-list-reader.ts";
import { BRACKET, FALSE, LETTER_F, LETTER_N, LETTER_T, NULL, QUOTE, TRUE } from "./json-bytes.ts";
import { scanText } from "./scan-text.ts";
import { type Scanner, STUCK } from "./scanner.ts";
import { skipValue } from "./skip-value.ts";
import { Unescaper } from "./unescape.ts";

/** Reads values that are not numbers into columns. */
export class ValueReader {
  readonly #scanner: Scanner;
  readonly #unescaper = new Unescaper();
  readonly #datetimes: DatetimeListReader;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
    this.#datetimes = new DatetimeListReader(scanner);
  }

  /**
   * Reads the value at `p`, whose first byte is `byte`, into row `row` of `column`; if `column` is undefined, the value is
   * skipped. Returns the position after the value, or `STUCK`.
   */
  read(p: number, byte: number, row: number, column: ColumnBuilder | undefined): number {
    const scanner = this.#scanner;
    let after: number;
    switch (byte) {
      case QUOTE:
        after = scanText(scanner, p);
        if (after !== STUCK && column !== undefined) this.#addText(p + 1, after - 1, row, column);
        return after;
      case LETTER_N:
        after = scanner.word(p, NULL);
        if (after !== STUCK) column?.addMissing(row);
        return after;
      case LETTER_T:
        after = scanner.word(p, TRUE);
        if (after !== STUCK) column?.addBoolean(row, true);
        return after;
      case LETTER_F:
        after = scanner.word(p, FALSE);
        if (after !== STUCK) column?.addBoolean(row, false);
        return after;
      case BRACKET:
        after = this.#datetimes.read(p, row, column);
        return after === NO_DATETIME ? this.#readNested(p, row, column, true) : after;
      default:
        return this.#readNested(p, row, column, false);
    }
  }

  #readNested(p: number, row: number, column: ColumnBuilder | undefined, isList: boolean): number {
    const after = skipValue(this.#scanner, p);
    if (after !== STUCK) column?.addNested(row, isList);
    return after;
  }

  /** Adds the text that the scanner read last, from `from` to before `to`. */
  #addText(from: number, to: number, row: number, column: ColumnBuilder): void {
    const scanner = this.#scanner;
    if (scanner.hasEscape) {
      const unescaper = this.#unescaper;
      unescaper.read(scanner.bytes, from, to);
      column.addText(row, unescaper.bytes, 0, unescaper.length, unescaper.hash);
    } else column.addText(row, scanner.bytes, from, to, scanner.hash);
  }
}
