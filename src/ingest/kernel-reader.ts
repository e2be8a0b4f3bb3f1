import { adoptCells } from "./adopt-cells.ts";
import type { ColumnBuilder } from "./column-builder.ts";
import { BORROWED, type KeyTable } from "./key-table.ts";
import type { RowKernel } from "./row-kernel.ts";
import { RowOrder } from "./row-order.ts";
import type { Scanner } from "./scanner.ts";

/** Calls of the kernel in succession that may read nothing before it is left out for a while. */
const PATIENCE = 8;
/** Rows for which it is then left out. */
const PAUSE = 256;
/** Keys that the kernel is given at most, repeated ones included: rows that each bring a new key would cost too much. */
const MOST_LESSONS = 100_000;

/**
 * Lets the row kernel read what it can, and decides when to call it. The kernel learns the order of the keys from the rows
 * that are read without it: between `startRow` and `endRow`, `noteKey` reports their keys. Where there is no kernel, or none
 * any more, it is never ready, and reports have no effect.
 */
export class KernelReader {
  /** The position after what `readRows` or `readValues` read last. */
  at = 0;
  /** Whether that call read as much as the kernel can at once, so that another one is worthwhile. */
  mayContinue = false;
  readonly #scanner: Scanner;
  readonly #maxRows: number;
  #kernel: RowKernel | undefined;
  readonly #order = new RowOrder();
  /** The keys of the row that is read without the kernel. */
  readonly #rowKeys: number[] = [];
  /** Calls in succession that read nothing. */
  #failures = 0;
  /** Rows for which the kernel is still to be left out. */
  #pause = 0;
  /** Keys that the kernel was given so far. */
  #lessons = 0;

  /** Uses `kernel`, if any, as long as the scanner keeps its bytes in the memory of the kernel. */
  constructor(scanner: Scanner, kernel: RowKernel | undefined, maxRows: number) {
    this.#scanner = scanner;
    this.#kernel = kernel?.bytes === scanner.bytes ? kernel : undefined;
    this.#maxRows = maxRows;
  }

  /** Whether to call `readRows` at the row that comes next; to be asked once a row. */
  isReadyForRows(): boolean {
    return this.#order.keys.length > 0 && this.isReady();
  }

  /** Whether to call `readValues` at the value that comes next; to be asked once a value. */
  isReady(): boolean {
    if (this.#kernel === undefined) return false;
    // The scanner has moved to memory that the kernel does not share.
    if (this.#kernel.bytes !== this.#scanner.bytes) this.#kernel = undefined;
    else if (this.#pause === 0) return true;
    else this.#pause--;
    return false;
  }

  /**
   * Reads rows, of which the one at `at` is row `row`, into the columns of their keys, and sets `at` and `mayContinue`.
   * Returns their number. May be called only after `isReadyForRows` returned true, and again while `mayContinue` is true.
   */
  readRows(keys: KeyTable, at: number, row: number): number {
    const kernel = this.#kernel!;
    const order = this.#order.keys;
    const found = kernel.readRows(at, Math.min(kernel.rowsAtOnce, this.#maxRows - row));
    if (found > 0) {
      for (let j = 0; j < order.length; j++) {
        const column = keys.columns[order[j]!];
        if (column !== undefined) adoptCells(kernel, j, found, row, column);
      }
    }
    this.#noteResult(kernel, found);
    return found;
  }

  /**
   * Reads values of a list into the rows of `column` from `row` on; skips them where that is undefined. Otherwise as
   * `readRows`, after `isReady`.
   */
  readValues(at: number, row: number, column: ColumnBuilder | undefined): number {
    const kernel = this.#kernel!;
    const found = kernel.readValues(at, Math.min(kernel.rowsAtOnce, this.#maxRows - row));
    if (found > 0 && column !== undefined) adoptCells(kernel, 0, found, row, column);
    this.#noteResult(kernel, found);
    return found;
  }

  /** Prepares for `readValues` of another list. */
  expectValues(): void {
    this.#kernel?.expectValues();
  }

  /** Begins a row that is read without the kernel. */
  startRow(): void {
    this.#rowKeys.length = 0;
  }

  /** Reports the next key of the row. */
  noteKey(key: number): void {
    if (this.#kernel !== undefined) this.#rowKeys.push(key);
  }

  /** Ends the row; teaches the kernel its keys if some of them are new. */
  endRow(keys: KeyTable): void {
    if (this.#kernel === undefined) return;
    const order = this.#order.keys;
    if (this.#lessons > MOST_LESSONS || this.#rowKeys.includes(BORROWED)) return;
    if (!this.#order.learn(this.#rowKeys)) return;
    this.#lessons += order.length;
    const columns = order.map((key) => keys.columns[key]).filter((column) => column !== undefined);
    // The kernel cannot tell which of two spellings of a name came last in a row.
    const isClear = new Set(columns).size === columns.length;
    if (!isClear || !this.#kernel.expectKeys(keys, order)) this.#kernel = undefined;
  }

  /** Leaves the kernel out from now on. */
  disable(): void {
    this.#kernel = undefined;
  }

  #noteResult(kernel: RowKernel, found: number): void {
    this.at = kernel.at;
    this.mayContinue = found === kernel.rowsAtOnce;
    this.#failures = found > 0 ? 0 : this.#failures + 1;
    if (this.#failures >= PATIENCE) this.#pause = PAUSE;
  }
}
