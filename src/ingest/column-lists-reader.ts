import type { ColumnBuilder } from "./column-builder.ts";
import { BRACKET, COMMA, END_BRACE, END_BRACKET, SPACE } from "./json-bytes.ts";
import { KernelReader } from "./kernel-reader.ts";
import type { ListReader } from "./list-reader.ts";
import type { RowKernel } from "./row-kernel.ts";
import { scanNumber } from "./scan-number.ts";
import { scanKey } from "./scan-text.ts";
import { type Scanner, STUCK } from "./scanner.ts";
import { skipFollowedValue } from "./skip-value.ts";
import type { TableBuilder } from "./table-builder.ts";
import { ValueReader } from "./value-reader.ts";

/** The states of the reader: what it expects next. */
const FIRST_COLUMN = 0;
const NEXT_COLUMN = 1;
const COLUMN_VALUE = 2;
const ELEMENTS = 3;
const COLUMN_END = 4;
const DONE = 5;

/** Reads an object of column: list of values. */
export class ColumnListsReader implements ListReader {
  /** The length of the longest list so far. */
  rows = 0;
  at = 0;
  /** The length of the list of each column; -1 where the value of a column is not a list. */
  readonly lengths = Object.create(null) as Record<string, number>;
  readonly #scanner: Scanner;
  readonly #table: TableBuilder;
  readonly #maxRows: number;
  readonly #kernelReader: KernelReader;
  readonly #values: ValueReader;
  #state = FIRST_COLUMN;
  /** The name of the current column; its builder, undefined if its values are skipped; and the row that is read next. */
  #name = "";
  #column: ColumnBuilder | undefined;
  #row = 0;

  /** `kernel` reads most values; without one, this class reads all of them. */
  constructor(scanner: Scanner, kernel: RowKernel | undefined, table: TableBuilder, maxRows: number) {
    this.#scanner = scanner;
    this.#table = table;
    this.#maxRows = maxRows;
    this.#kernelReader = new KernelReader(scanner, kernel, maxRows);
    this.#values = new ValueReader(scanner);
  }

  read(at: number): number {
    let p = at;
    while (this.#state !== DONE) {
      p = this.#scanner.space(p);
      this.at = p;
      p = this.#step(p);
      if (p === STUCK) return STUCK;
    }
    return p;
  }

  /** The length of the longest list so far: all of them should have the same. */
  expectedRows(): number {
    return this.rows;
  }

  #step(p: number): number {
    const byte = this.#scanner.bytes[p]!;
    switch (this.#state) {
      case FIRST_COLUMN:
        return byte === END_BRACE ? this.#end(p) : this.#readKey(p);
      case NEXT_COLUMN:
        return this.#readKey(p);
      case COLUMN_VALUE:
        return this.#readValue(p, byte);
      case ELEMENTS:
        // After a comma there must be a value.
        return this.#row === 0 && byte === END_BRACKET ? this.#endColumn(p) : this.#readElements(p);
      default:
        return this.#readColumnEnd(p, byte);
    }
  }

  #end(p: number): number {
    // The columns are ordered like the keys of one row.
    this.#table.endRow();
    this.#state = DONE;
    return p + 1;
  }

  /** Reads the key of a column and the colon after it. */
  #readKey(p: number): number {
    const scanner = this.#scanner;
    const after = scanKey(scanner, p);
    if (after === STUCK) return STUCK;
    this.#name = scanner.decodeKey(p, after);
    this.#column = this.#table.column(this.#name);
    this.#state = COLUMN_VALUE;
    return after;
  }

  /** Reads the opening bracket of a list, or a value that is not a list. */
  #readValue(p: number, byte: number): number {
    if (byte === BRACKET) {
      this.#column?.clear();
      this.#row = 0;
      this.#kernelReader.expectValues();
      this.#state = ELEMENTS;
      return p + 1;
    }
    const after = skipFollowedValue(this.#scanner, p);
    if (after === STUCK) return STUCK;
    this.lengths[this.#name] = -1;
    this.#state = COLUMN_END;
    return after;
  }

  /** Reads the values of a list up to its end or the first incomplete one. */
  #readElements(at: number): number {
    const scanner = this.#scanner;
    const kernelReader = this.#kernelReader;
    const { bytes } = scanner;
    const maxRows = this.#maxRows;
    let p = at;
    for (;;) {
      if (kernelReader.isReady()) p = this.#readUsualElements(p);
      this.at = p;
      const row = this.#row;
      const column = row < maxRows ? this.#column : undefined;
      let byte = bytes[p]!;
      // A minus or a digit: nothing else of JSON is in this range.
      if (byte <= 0x39 && byte >= 0x2d) {
        p = scanNumber(scanner, p);
        if (p === STUCK) return STUCK;
        column?.addNumber(row, scanner.value);
      } else {
        p = this.#values.read(p, byte, row, column);
        if (p === STUCK) return STUCK;
      }
      byte = bytes[p]!;
      if (byte <= SPACE) {
        p = scanner.space(p);
        byte = bytes[p]!;
      }
      if (byte !== COMMA && byte !== END_BRACKET) return scanner.stuck(p);
      this.#row++;
      if (byte === END_BRACKET) return this.#endColumn(p);
      p++;
      if (bytes[p]! <= SPACE) p = scanner.space(p);
    }
  }

  /** Reads as many values as the kernel can; returns the position after them. */
  #readUsualElements(at: number): number {
    const kernelReader = this.#kernelReader;
    let p = at;
    do {
      this.#row += kernelReader.readValues(p, this.#row, this.#column);
      p = kernelReader.at;
    } while (kernelReader.mayContinue);
    return p;
  }

  #endColumn(p: number): number {
    this.lengths[this.#name] = this.#row;
    this.rows = Math.max(this.rows, this.#row);
    this.#column = undefined;
    this.#state = COLUMN_END;
    return p + 1;
  }

  #readColumnEnd(p: number, byte: number): number {
    if (byte === END_BRACE) return this.#end(p);
    if (byte !== COMMA) return this.#scanner.stuck(p);
    this.#state = NEXT_COLUMN;
    return p + 1;
  }
}
