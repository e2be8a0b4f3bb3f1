import { adoptCells } from "./adopt-cells.ts";
import type { ColumnBuilder } from "./column-builder.ts";
import { BORROWED, type KeyTable } from "./key-table.ts";
import type { RowKernel } from "./row-kernel.ts";
import { RowOrder } from "./row-order.ts";
import type { Scanner } from "./scanner.ts";

/** After this many calls in a row that read nothing, the kernel is not called for the next `PAUSE_ROWS` rows. */
const MAX_FAILURES = 8;
const PAUSE_ROWS = 256;
/**
 * Maximum number of keys that the kernel is taught, counted again each time that it is taught a longer list: rows that each
 * have a new key would take too much time.
 */
const MAX_TAUGHT_KEYS = 100_000;

/**
 * Lets the row kernel read what it can, and decides when to call it. The kernel learns the order of the keys from the rows
 * that are read without it: between `startRow` and `endRow`, `noteKey` reports their keys. Without a kernel, or after
 * `disable`, the reader is never ready, and reports have no effect.
 */
export class KernelReader {
  /** The position after what `readRows` or `readValues` read last. */
  at = 0;
  /** Whether that call read the maximum of one call, so that another one is worthwhile. */
  mayContinue = false;
  readonly #scanner: Scanner;
  readonly #maxRows: number;
  #kernel: RowKernel | undefined;
  readonly #order = new RowOrder();
  /** The keys of the row that is read without the kernel. */
  readonly #rowKeys: number[] = [];
  /** Number of the latest calls in a row that read nothing. */
  #failures = 0;
  /** Number of rows for which the kernel is not called yet. */
  #pause = 0;
  /** Number of keys that the kernel was taught so far. */
  #taughtKeys = 0;

  /** Uses `kernel`, if there is one, as long as the scanner keeps its bytes in the memory of the kernel. */
  constructor(scanner: Scanner, kernel: RowKernel | undefined, maxRows: number) {
    this.#scanner = scanner;
    this.#kernel = kernel?.bytes === scanner.bytes ? kernel : undefined;
    this.#maxRows = maxRows;
  }

  /** Whether to call `readRows` for the next row. Call it once per row: calls count down a pause. */
  isReadyForRows(): boolean {
    return this.#order.keys.length > 0 && this.isReady();
  }

  /** Whether to call `readValues` for the next value. Call it once per value: calls count down a pause. */
  isReady(): boolean {
    if (this.#kernel === undefined) return false;
    // The scanner has moved to memory that the kernel does not share.
    if (this.#kernel.bytes !== this.#scanner.bytes) this.#kernel = undefined;
    else if (this.#pause === 0) return true;
    else this.#pause--;
    return false;
  }

  /**
   * Reads rows into the columns of their keys, beginning with row `row` at position `at`. Sets `at` and `mayContinue`, and
   * returns the number of rows. Call it only after `isReadyForRows` returned true, and again while `mayContinue` is true.
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
   * Reads values of a list into `column`, from row `row` on; if `column` is undefined, they are skipped. Otherwise like
   * `readRows`, but after `isReady`.
   */
  readValues(at: number, row: number, column: ColumnBuilder | undefined): number {
    const kernel = this.#kernel!;
    const found = kernel.readValues(at, Math.min(kernel.rowsAtOnce, this.#maxRows - row));
    if (found > 0 && column !== undefined) adoptCells(kernel, 0, found, row, column);
    this.#noteResult(kernel, found);
    return found;
  }

  /** Prepares the kernel for `readValues` of another list. */
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

  /** Ends the row, and teaches the kernel its keys if some of them are new. */
  endRow(keys: KeyTable): void {
    if (this.#kernel === undefined) return;
    const order = this.#order.keys;
    if (this.#taughtKeys > MAX_TAUGHT_KEYS || this.#rowKeys.includes(BORROWED)) return;
    if (!this.#order.learn(this.#rowKeys)) return;
    this.#taughtKeys += order.length;
    const columns = order.map((key) => keys.columns[key]).filter((column) => column !== undefined);
    // The kernel cannot tell which of two spellings of a name came last in a row.
    const isClear = new Set(columns).size === columns.length;
    if (!isClear || !this.#kernel.expectKeys(keys, order)) this.#kernel = undefined;
  }

  /** Stops using the kernel. */
  disable(): void {
    this.#kernel = undefined;
  }

  #noteResult(kernel: RowKernel, found: number): void {
    this.at = kernel.at;
    this.mayContinue = found === kernel.rowsAtOnce;
    this.#failures = found > 0 ? 0 : this.#failures + 1;
    if (this.#failures >= MAX_FAILURES) this.#pause = PAUSE_ROWS;
  }
}
