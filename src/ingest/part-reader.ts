import { adoptCells } from "./adopt-cells.ts";
import { type ColumnBuilder, NUMBERS } from "./column-builder.ts";
import {
  BRACE,
  BRACKET,
  COLON,
  COMMA,
  END_BRACE,
  END_BRACKET,
  FALSE,
  LETTER_F,
  LETTER_N,
  LETTER_T,
  NULL,
  QUOTE,
  SPACE,
  TRUE,
} from "./json-bytes.ts";
import { BORROWED, KeyTable, ROW_START } from "./key-table.ts";
import type { RowKernel } from "./row-kernel.ts";
import { RowOrder } from "./row-order.ts";
import { scanNumber } from "./scan-number.ts";
import { scanKey, scanText } from "./scan-text.ts";
import { type Scanner, STUCK } from "./scanner.ts";
import { skipFollowedValue, skipValue } from "./skip-value.ts";
import { TableBuilder } from "./table-builder.ts";
import { Unescaper } from "./unescape.ts";

/** What is read next. */
const BEGIN = 0;
const FIRST_ROW = 1;
const NEXT_ROW = 2;
const FIRST_COLUMN = 3;
const NEXT_COLUMN = 4;
const COLUMN_VALUE = 5;
const FIRST_ELEMENT = 6;
const NEXT_ELEMENT = 7;
const COLUMN_END = 8;
const DONE = 9;

/** As many rows that are none are told. */
const TOLD_ROWS = 20;
/** So often in a row the kernel may find nothing, and for so many rows it is not asked then. */
const PATIENCE = 8;
const PAUSE = 256;
/** As many keys it is told at most: rows with a new key each would cost too much. */
const MOST_LESSONS = 100_000;
/** Rows after which their number is estimated by their length. */
const ESTIMATED_FROM = 1024;
/** Bytes of the shortest value in a row, with its key. */
const LEAST_VALUE_BYTES = 5;

/** What a `PartReader` is told beforehand. */
export interface PartOptions {
  /** The columns that are kept; undefined keeps all. */
  readonly wanted: readonly string[] | undefined;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** How many rows there are likely to be; 0 where that is not known. */
  readonly likelyRows: number;
  /** How long the body is said to be, in bytes; 0 where that is not known. */
  readonly expectedBytes: number;
  /** Returns how many bytes of the body there are up to a place. */
  readonly bytesUpTo: (at: number) => number;
}

/** Reads `features` or `labels`, a list of rows or columns that are lists, into columns. */
export class PartReader {
  /** Whether it is a list of rows, columns by name, or neither. */
  form: "rows" | "columns" | "other" = "other";
  /** How many rows it has: entries of the list, or of its longest column. */
  rows = 0;
  /** The first rows that are no objects. */
  readonly wrongRows: number[] = [];
  /** The length of each column; -1 for what is no list. */
  readonly lengths = Object.create(null) as Record<string, number>;
  /** After `read` returned `STUCK`: where to begin again. */
  at = 0;
  readonly table: TableBuilder;
  readonly #scanner: Scanner;
  readonly #options: PartOptions;
  readonly #keys = new KeyTable();
  readonly #unescaper = new Unescaper();
  #state = BEGIN;
  /** Columns: the one that is read, and its row. */
  #name = "";
  #column: ColumnBuilder | undefined;
  #element = 0;
  /** The place behind the key that was looked up last. */
  #behindKey = 0;
  /** Reads most rows; undefined where the plain way is the only one. */
  #kernel: RowKernel | undefined;
  readonly #order = new RowOrder();
  /** The keys of the row that is read the plain way. */
  readonly #rowKeys: number[] = [];
  /** How often in a row the kernel found nothing to read, and how many rows it is not asked for. */
  #failures = 0;
  #pause = 0;
  /** How many keys the kernel was told, again and again. */
  #lessons = 0;

  constructor(scanner: Scanner, kernel: RowKernel | undefined, options: PartOptions) {
    this.#scanner = scanner;
    this.#kernel = kernel;
    this.#options = options;
    this.table = new TableBuilder(options.wanted, options.maxColumns, () => this.#capacity());
  }

  /** Reads on from `at`; returns the place behind the part, or `STUCK`. */
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

  #step(p: number): number {
    const byte = this.#scanner.bytes[p]!;
    switch (this.#state) {
      case BEGIN:
        return this.#begin(p, byte);
      case FIRST_ROW:
        return byte === END_BRACKET ? this.#end(p) : this.#readRows(p);
      case NEXT_ROW:
        return this.#readRows(p);
      case FIRST_COLUMN:
        return byte === END_BRACE ? this.#end(p) : this.#columnKey(p);
      case NEXT_COLUMN:
        return this.#columnKey(p);
      case COLUMN_VALUE:
        return this.#columnValue(p, byte);
      case FIRST_ELEMENT:
        return byte === END_BRACKET ? this.#endColumn(p) : this.#readElements(p);
      case NEXT_ELEMENT:
        return this.#readElements(p);
      default:
        return this.#columnEnd(p, byte);
    }
  }

  #begin(p: number, byte: number): number {
    if (this.#kernel?.bytes !== this.#scanner.bytes) this.#kernel = undefined;
    if (byte === BRACKET) {
      this.form = "rows";
      this.#state = FIRST_ROW;
      return p + 1;
    }
    if (byte === BRACE) {
      this.form = "columns";
      this.#state = FIRST_COLUMN;
      return p + 1;
    }
    const behind = skipFollowedValue(this.#scanner, p);
    if (behind !== STUCK) this.#state = DONE;
    return behind;
  }

  #end(p: number): number {
    this.table.endRow();
    this.#state = DONE;
    return p + 1;
  }

  /** Reads rows up to the end of the list, or as long as there are whole ones. */
  #readRows(at: number): number {
    const scanner = this.#scanner;
    const { bytes } = scanner;
    let p = at;
    for (;;) {
      if (this.#order.keys.length > 0 && this.#mayUseKernel()) p = this.#readUsualRows(p);
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
      if (!isObject && this.wrongRows.length < TOLD_ROWS) this.wrongRows.push(this.rows);
      this.rows++;
      this.table.endRow();
      if (isObject && this.#kernel !== undefined) this.#learnOrder();
      if (byte === END_BRACKET) return this.#end(p);
      if (this.rows === this.#options.maxRows) this.#stop();
      this.#state = NEXT_ROW;
      p++;
      if (bytes[p]! <= SPACE) p = scanner.space(p);
    }
  }

  /** Whether the kernel is worth asking: it is not for a while after it found nothing several times. */
  #mayUseKernel(): boolean {
    if (this.#kernel === undefined) return false;
    // The scanner took more memory than the kernel shares with it.
    if (this.#kernel.bytes !== this.#scanner.bytes) this.#kernel = undefined;
    else if (this.#pause === 0) return true;
    else this.#pause--;
    return false;
  }

  #noteKernel(found: number): void {
    this.#failures = found > 0 ? 0 : this.#failures + 1;
    if (this.#failures >= PATIENCE) this.#pause = PAUSE;
  }

  /** Reads as many rows as the kernel can; returns the place behind them. */
  #readUsualRows(at: number): number {
    const kernel = this.#kernel!;
    const { keys } = this.#order;
    let p = at;
    for (;;) {
      const most = Math.min(kernel.rowsAtOnce, this.#options.maxRows - this.rows);
      const found = kernel.readRows(p, most);
      p = kernel.at;
      if (found > 0) {
        for (let j = 0; j < keys.length; j++) {
          const column = this.#keys.columns[keys[j]!];
          if (column !== undefined) adoptCells(kernel, j, found, this.rows, column);
        }
        this.rows += found;
        this.#state = NEXT_ROW;
      }
      this.#noteKernel(found);
      if (found < kernel.rowsAtOnce) return p;
    }
  }

  #learnOrder(): void {
    const { keys } = this.#order;
    if (this.#lessons > MOST_LESSONS || this.#rowKeys.includes(BORROWED)) return;
    if (!this.#order.learn(this.#rowKeys)) return;
    this.#lessons += keys.length;
    const columns = keys.map((key) => this.#keys.columns[key]).filter((column) => column !== undefined);
    // The kernel would not know which of two spellings of a name came last in a row.
    const isClear = new Set(columns).size === columns.length;
    if (!isClear || !this.#kernel!.expectKeys(this.#keys, keys)) this.#kernel = undefined;
  }

  /** Reads the row whose brace is at `at` into its columns. */
  #readRow(at: number): number {
    const scanner = this.#scanner;
    const keys = this.#keys;
    const { bytes, view } = scanner;
    const row = this.rows;
    let p = at + 1;
    if (bytes[p]! <= SPACE) p = scanner.space(p);
    this.#rowKeys.length = 0;
    if (bytes[p] === END_BRACE) return p + 1;
    let previous = ROW_START;
    for (;;) {
      let key = keys.next[previous]!;
      if (keys.matches(key, bytes, view, p)) p += keys.lengthOf(key);
      else {
        key = this.#lookUp(previous, p);
        if (key === STUCK) return STUCK;
        p = this.#behindKey;
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
      if (this.#kernel !== undefined) this.#rowKeys.push(key);
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
        p = this.#readOther(p, byte, row, column);
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

  /** Reads a value that is no number into a column. */
  #readOther(p: number, byte: number, row: number, column: ColumnBuilder | undefined): number {
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

  #addText(from: number, to: number, row: number, column: ColumnBuilder): void {
    const scanner = this.#scanner;
    if (scanner.hasEscape) {
      const unescaper = this.#unescaper;
      unescaper.read(scanner.bytes, from, to);
      column.addText(row, unescaper.bytes, 0, unescaper.length, unescaper.hash);
    } else column.addText(row, scanner.bytes, from, to, scanner.hash);
  }

  /** Finds the key at `p`, which did not follow `previous` last time, and sets `#behindKey`. */
  #lookUp(previous: number, p: number): number {
    const scanner = this.#scanner;
    const keys = this.#keys;
    const { bytes, view } = scanner;
    // One key was left out, perhaps.
    const second = keys.next[keys.next[previous]!]!;
    if (keys.matches(second, bytes, view, p)) {
      this.#behindKey = p + keys.lengthOf(second);
      return second;
    }
    if (bytes[p] !== QUOTE) return scanner.stuck(p);
    const behind = scanText(scanner, p);
    if (behind === STUCK) return STUCK;
    this.#behindKey = behind;
    const { hash, hasEscape } = scanner;
    let key = keys.find(bytes, p, behind, hash);
    if (key < 0) {
      const name = hasEscape
        ? (JSON.parse(scanner.decode(p, behind)) as string)
        : scanner.decode(p + 1, behind - 1);
      const { isStopped } = this.table;
      const column = this.table.column(name);
      if (!isStopped && this.table.isStopped) this.#stop();
      key = keys.add(bytes, p, behind, hash, column);
      if (key < 0) key = keys.borrow(column);
    }
    keys.next[previous] = key;
    return key;
  }

  #stop(): void {
    this.#kernel = undefined;
    this.table.stop();
    this.#keys.forgetColumns();
  }

  /** Reads a column's key and the colon behind it. */
  #columnKey(p: number): number {
    const scanner = this.#scanner;
    const behind = scanKey(scanner, p);
    if (behind === STUCK) return STUCK;
    this.#name = scanner.decodeKey(p, behind);
    this.#column = this.table.column(this.#name);
    this.#state = COLUMN_VALUE;
    return behind;
  }

  #columnValue(p: number, byte: number): number {
    if (byte === BRACKET) {
      this.#column?.clear();
      this.#element = 0;
      this.#kernel?.expectValues();
      this.#state = FIRST_ELEMENT;
      return p + 1;
    }
    const behind = skipFollowedValue(this.#scanner, p);
    if (behind === STUCK) return STUCK;
    this.lengths[this.#name] = -1;
    this.#state = COLUMN_END;
    return behind;
  }

  /** Reads the values of a column up to the end of the list, or as long as there are whole ones. */
  #readElements(at: number): number {
    const scanner = this.#scanner;
    const { bytes } = scanner;
    const { maxRows } = this.#options;
    let p = at;
    for (;;) {
      if (this.#mayUseKernel()) p = this.#readUsualElements(p);
      this.at = p;
      const row = this.#element;
      const column = row < maxRows ? this.#column : undefined;
      let byte = bytes[p]!;
      if (byte <= 0x39 && byte >= 0x2d) {
        p = scanNumber(scanner, p);
        if (p === STUCK) return STUCK;
        column?.addNumber(row, scanner.value);
      } else {
        p = this.#readOther(p, byte, row, column);
        if (p === STUCK) return STUCK;
      }
      byte = bytes[p]!;
      if (byte <= SPACE) {
        p = scanner.space(p);
        byte = bytes[p]!;
      }
      if (byte !== COMMA && byte !== END_BRACKET) return scanner.stuck(p);
      this.#element++;
      if (byte === END_BRACKET) return this.#endColumn(p);
      this.#state = NEXT_ELEMENT;
      p++;
      if (bytes[p]! <= SPACE) p = scanner.space(p);
    }
  }

  /** Reads as many values of a column as the kernel can; returns the place behind them. */
  #readUsualElements(at: number): number {
    const kernel = this.#kernel!;
    let p = at;
    for (;;) {
      const most = Math.min(kernel.rowsAtOnce, this.#options.maxRows - this.#element);
      const found = kernel.readValues(p, most);
      p = kernel.at;
      if (found > 0) {
        if (this.#column !== undefined) adoptCells(kernel, 0, found, this.#element, this.#column);
        this.#element += found;
        this.#state = NEXT_ELEMENT;
      }
      this.#noteKernel(found);
      if (found < kernel.rowsAtOnce) return p;
    }
  }

  #endColumn(p: number): number {
    this.lengths[this.#name] = this.#element;
    this.rows = Math.max(this.rows, this.#element);
    this.#column = undefined;
    this.#state = COLUMN_END;
    return p + 1;
  }

  #columnEnd(p: number, byte: number): number {
    if (byte === END_BRACE) return this.#end(p);
    if (byte !== COMMA) return this.#scanner.stuck(p);
    this.#state = NEXT_COLUMN;
    return p + 1;
  }

  #capacity(): number {
    const { likelyRows, maxRows, expectedBytes, bytesUpTo } = this.#options;
    if (likelyRows > 0) return likelyRows;
    if (this.form === "columns") return this.rows;
    if (this.rows < ESTIMATED_FROM) return 0;
    const rows = Math.min(maxRows, Math.ceil((1.02 * this.rows * expectedBytes) / bytesUpTo(this.at)));
    // Rows that have few of the columns would be expected to fill far more memory than they do.
    return rows * this.table.columnCount > expectedBytes / LEAST_VALUE_BYTES ? 0 : rows;
  }
}
