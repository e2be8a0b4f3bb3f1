import { NUMBERS } from "./column-builder.ts";
import { BRACE, COLON, COMMA, END_BRACE, END_BRACKET, QUOTE, SPACE } from "./json-bytes.ts";
import { KernelReader } from "./kernel-reader.ts";
import { KeyTable, ROW_START } from "./key-table.ts";
import type { ListReader, PartOptions } from "./list-reader.ts";
import { estimateRows } from "./row-estimate.ts";
import type { RowKernel } from "./row-kernel.ts";
import { scanNumber } from "./scan-number.ts";
import { scanText } from "./scan-text.ts";
import { type Scanner, STUCK } from "./scanner.ts";
import { skipValue } from "./skip-value.ts";
import type { TableBuilder } from "./table-builder.ts";
import { ValueReader } from "./value-reader.ts";

/** Maximum number of rows in `wrongRows`. */
const MAX_WRONG_ROWS = 20;

/** Reads a list of rows, each an object of column: value. */
export class RowListReader implements ListReader {
  rows = 0;
  at = 0;
  /** The first rows that are not objects. */
  readonly wrongRows: number[] = [];
  readonly #scanner: Scanner;
  readonly #table: TableBuilder;
  readonly #options: PartOptions;
  readonly #kernelReader: KernelReader;
  readonly #values: ValueReader;
  readonly #keys = new KeyTable();
  /** The position after the key that `#lookUp` found last. */
  #afterKey = 0;

  /** `kernel` reads most rows; without one, this class reads all of them. */
  constructor(scanner: Scanner, kernel: RowKernel | undefined, table: TableBuilder, options: PartOptions) {
    this.#scanner = scanner;
    this.#table = table;
    this.#options = options;
    this.#kernelReader = new KernelReader(scanner, kernel, options.maxRows);
    this.#values = new ValueReader(scanner);
  }

  read(at: number): number {
    const p = this.#scanner.space(at);
    this.at = p;
    // After a comma there must be a row.
    return this.rows === 0 && this.#scanner.bytes[p] === END_BRACKET ? p + 1 : this.#readRows(p);
  }

  expectedRows(): number {
    const { bytesUpTo, expectedBytes, maxRows } = this.#options;
    const progress = { rows: this.rows, columns: this.#table.columnCount, bytes: bytesUpTo(this.at) };
    return estimateRows(progress, expectedBytes, maxRows);
  }

  /** Reads rows up to the end of the list or the first incomplete one. */
  #readRows(at: number): number {
    const scanner = this.#scanner;
    const kernelReader = this.#kernelReader;
    const { bytes } = scanner;
    let p = at;
    for (;;) {
      if (kernelReader.isReadyForRows()) p = this.#readUsualRows(p);
      this.at = p;
      const isObject = bytes[p] === BRACE;
      p = isObject ? this.#readRow(p) : skipValue(scanner, p);
      if (p === STUCK) return STUCK;
      let byte = bytes[p]!;
      if (byte <= SPACE) {
        p = scanner.space(p);
        byte = bytes[p]!;
      }
      if (byte !== COMMA && byte !== END_BRACKET) return scanner.stuck(p);
      if (!isObject && this.wrongRows.length < MAX_WRONG_ROWS) this.wrongRows.push(this.rows);
      this.rows++;
      this.#table.endRow();
      if (isObject) kernelReader.endRow(this.#keys);
      p++;
      if (byte === END_BRACKET) return p;
      // The kernel never reads more than `maxRows` rows, but this row may exceed them.
      if (this.rows >= this.#options.maxRows && !this.#table.isStopped) this.#stop();
      if (bytes[p]! <= SPACE) p = scanner.space(p);
    }
  }

  /** Reads as many rows as the kernel can; returns the position after them. */
  #readUsualRows(at: number): number {
    const kernelReader = this.#kernelReader;
    let p = at;
    do {
      this.rows += kernelReader.readRows(this.#keys, p, this.rows);
      p = kernelReader.at;
    } while (kernelReader.mayContinue);
    return p;
  }

  /** Reads the row whose opening brace is at `at` into its columns. */
  #readRow(at: number): number {
    const scanner = this.#scanner;
    const kernelReader = this.#kernelReader;
    const keys = this.#keys;
    const { bytes, view } = scanner;
    const row = this.rows;
    let p = at + 1;
    if (bytes[p]! <= SPACE) p = scanner.space(p);
    kernelReader.startRow();
    if (bytes[p] === END_BRACE) return p + 1;
    let previous = ROW_START;
    for (;;) {
      let key = keys.next[previous]!;
      if (keys.matches(key, bytes, view, p)) p += keys.lengthOf(key);
      else {
        key = this.#lookUp(previous, p);
        if (key === STUCK) return STUCK;
        p = this.#afterKey;
      }
      if (bytes[p] !== COLON) {
        p = scanner.space(p);
        if (bytes[p] !== COLON) return scanner.stuck(p);
      }
      p++;
      let byte = bytes[p]!;
      if (byte <= SPACE) {
        p = scanner.space(p);
        byte = bytes[p]!;
      }
      kernelReader.noteKey(key);
      const column = keys.columns[key];
      // A minus or a digit: nothing else of JSON is in this range.
      if (byte <= 0x39 && byte >= 0x2d) {
        p = scanNumber(scanner, p);
        if (p === STUCK) return STUCK;
        const { value } = scanner;
        if (column !== undefined) {
          const { numbers } = column;
          if (
            column.mode === NUMBERS &&
            column.length === row &&
            row < numbers.length &&
            value - value === 0
          ) {
            numbers[row] = value;
            column.length = row + 1;
          } else column.addNumber(row, value);
        }
      } else {
        p = this.#values.read(p, byte, row, column);
        if (p === STUCK) return STUCK;
      }
      byte = bytes[p]!;
      if (byte <= SPACE) {
        p = scanner.space(p);
        byte = bytes[p]!;
      }
      if (byte === END_BRACE) return p + 1;
      if (byte !== COMMA) return scanner.stuck(p);
      p++;
      if (bytes[p]! <= SPACE) p = scanner.space(p);
      previous = key;
    }
  }

  /** Finds the key at `p`, which is not the one that followed `previous` last time, and sets `#afterKey`. */
  #lookUp(previous: number, p: number): number {
    const scanner = this.#scanner;
    const keys = this.#keys;
    const { bytes, view } = scanner;
    // Perhaps one key was left out.
    const second = keys.next[keys.next[previous]!]!;
    if (keys.matches(second, bytes, view, p)) {
      this.#afterKey = p + keys.lengthOf(second);
      return second;
    }
    if (bytes[p] !== QUOTE) return scanner.stuck(p);
    const after = scanText(scanner, p);
    if (after === STUCK) return STUCK;
    this.#afterKey = after;
    const { hash, hasEscape } = scanner;
    let key = keys.find(bytes, p, after, hash);
    if (key < 0) {
      const name = hasEscape
        ? (JSON.parse(scanner.decode(p, after)) as string)
        : scanner.decode(p + 1, after - 1);
      const { isStopped } = this.#table;
      const column = this.#table.column(name);
      if (!isStopped && this.#table.isStopped) this.#stop();
      key = keys.add(bytes, p, after, hash, column);
      if (key < 0) key = keys.borrow(column);
    }
    keys.next[previous] = key;
    return key;
  }

  /** Stops keeping values: the body has too many rows or columns, and will be refused. */
  #stop(): void {
    this.#kernelReader.disable();
    this.#table.stop();
    this.#keys.forgetColumns();
  }
}
