import type { Table } from "../learn/core/table.ts";
import { ColumnWindow } from "./column-window.ts";
import type { TrainingColumn } from "./training-column.ts";
import { WINDOW_ROWS } from "./window-rows.ts";

/** There is space for this many rows at first: most runs of a model per customer predict a few. */
const FIRST_CAPACITY = 64;
/** Bytes of a column besides its codes, and of each of its bins, about. */
const COLUMN_BYTES = 500;
const BIN_BYTES = 150;

/** Is told how many of the values of a column that were predicted are out of range. */
export type OnOutOfRange = (column: TrainingColumn, count: number) => void;

/** The last rows that were predicted with the pipeline of a run. */
export class RunWindow {
  readonly columns: readonly ColumnWindow[];
  /** When it began to be filled. */
  readonly since = new Date();
  /** Number of rows that were predicted since then. */
  rowsSeen = 0;
  /** About how much memory it takes. */
  bytes = 0;
  #capacity = FIRST_CAPACITY;
  /** Number of rows in the window. */
  #rows = 0;
  /** The place of the next row. */
  #next = 0;

  constructor(columns: readonly TrainingColumn[]) {
    this.columns = columns.map((column) => new ColumnWindow(column, this.#capacity));
    this.#measure();
  }

  /** Number of rows in the window. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Enters rows, whose columns are those of the pipeline; the oldest ones leave. `following` rows of the same request are still to
   * come: rows that these would push out do not enter. `onOutOfRange` is told how many values of a column are out of range, if there
   * are any, in all rows. Cost: a search among at most 20 bins per value that enters, and a look at the others.
   */
  enter(table: Table, following: number, onOutOfRange: OnOutOfRange): void {
    this.rowsSeen += table.rows;
    const entering = Math.min(table.rows, Math.max(0, WINDOW_ROWS - following));
    this.#grow(this.#rows + entering);
    const from = table.rows - entering;
    for (let i = 0; i < this.columns.length; i++) {
      const column = this.columns[i]!;
      const values = table.column(column.training.index);
      const count = column.enter(values, from, this.#next, this.#rows);
      if (count > 0) onOutOfRange(column.training, count);
    }
    this.#rows = Math.min(this.#rows + entering, WINDOW_ROWS);
    this.#next = (this.#next + entering) % this.#capacity;
  }

  #grow(rows: number): void {
    if (rows <= this.#capacity || this.#capacity === WINDOW_ROWS) return;
    while (this.#capacity < rows && this.#capacity < WINDOW_ROWS) this.#capacity *= 2;
    this.#capacity = Math.min(this.#capacity, WINDOW_ROWS);
    for (const column of this.columns) column.grow(this.#capacity);
    this.#next = this.#rows;
    this.#measure();
  }

  #measure(): void {
    this.bytes = COLUMN_BYTES;
    for (const { counts } of this.columns)
      this.bytes += COLUMN_BYTES + BIN_BYTES * counts.length + this.#capacity;
  }
}
