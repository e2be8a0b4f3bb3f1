import type { ColumnBuilder } from "./column-builder.ts";
import { FALSE, LETTER_F, LETTER_N, LETTER_T, NULL, QUOTE, TRUE } from "./json-bytes.ts";
import { scanText } from "./scan-text.ts";
import { type Scanner, STUCK } from "./scanner.ts";
import { skipValue } from "./skip-value.ts";
import { Unescaper } from "./unescape.ts";

/** Reads values that are not numbers into columns. */
export class ValueReader {
  readonly #scanner: Scanner;
  readonly #unescaper = new Unescaper();

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /**
   * Reads the value at `p`, whose first byte is `byte`, as that of `row` in `column`; where that is undefined, the value is
   * skipped. Returns the position after the value, or `STUCK`.
   */
  read(p: number, byte: number, row: number, column: ColumnBuilder | undefined): number {
    const scanner = this.#scanner;
    let behind: number;
    switch (byte) {
      case QUOTE:
        behind = scanText(scanner, p);
        if (behind !== STUCK && column !== undefined) this.#addText(p + 1, behind - 1, row, column);
        return behind;
      case LETTER_N:
        behind = scanner.word(p, NULL);
        if (behind !== STUCK) column?.addMissing(row);
        return behind;
      case LETTER_T:
        behind = scanner.word(p, TRUE);
        if (behind !== STUCK) column?.addTruth(row, true);
        return behind;
      case LETTER_F:
        behind = scanner.word(p, FALSE);
        if (behind !== STUCK) column?.addTruth(row, false);
        return behind;
      default:
        behind = skipValue(scanner, p);
        if (behind !== STUCK) column?.addNested(row);
        return behind;
    }
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
