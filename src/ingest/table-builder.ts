import { type Capacity, ColumnBuilder } from "./column-builder.ts";
import type { RowColumn } from "./row-column.ts";

/** Builds the columns of a table while its rows are read. */
export class TableBuilder {
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #maxColumns: number;
  readonly #capacity: Capacity;
  readonly #columns = new Map<string, ColumnBuilder>();
  /** If all columns are kept: their names in order of first appearance. */
  readonly #names = new Set<string>();
  /** Names that first appear in the current row. */
  #newNames: string[] = [];
  #isStopped = false;

  /** `wanted` lists the columns to keep; undefined keeps all, up to `maxColumns`. */
  constructor(wanted: readonly string[] | undefined, maxColumns: number, capacity: Capacity) {
    this.#wanted = wanted === undefined ? undefined : new Set(wanted);
    this.#maxColumns = maxColumns;
    this.#capacity = capacity;
  }

  /** Whether values are not kept any more, because the body will be refused for its size. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Number of columns that are kept. */
  get columnCount(): number {
    return this.#columns.size;
  }

  /** The names of all columns, in order of first appearance. Throws `RangeError` if `wanted` was given. */
  get names(): string[] {
    if (this.#wanted !== undefined) throw new RangeError("the names of the columns were not kept");
    return [...this.#names];
  }

  /** Returns the column `name`, which is created at its first appearance; undefined if it is not kept. */
  column(name: string): ColumnBuilder | undefined {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    if (this.#wanted === undefined) {
      if (!this.#names.has(name)) {
        this.#names.add(name);
        this.#newNames.push(name);
        if (this.#names.size > this.#maxColumns) this.stop();
      }
    } else if (!this.#wanted.has(name)) return undefined;
    if (this.#isStopped) return undefined;
    const column = new ColumnBuilder(name, this.#capacity);
    this.#columns.set(name, column);
    return column;
  }

  /** Frees all values and keeps no more. Names are still counted. */
  stop(): void {
    this.#isStopped = true;
    this.#columns.clear();
  }

  /** Ends a row. Orders its new names like the keys of a JavaScript object, which has integers first. */
  endRow(): void {
    const names = this.#newNames;
    if (names.length === 0) return;
    this.#newNames = [];
    if (names.length === 1) return;
    const object = Object.create(null) as Record<string, true>;
    for (const name of names) {
      this.#names.delete(name);
      object[name] = true;
    }
    for (const name in object) this.#names.add(name);
  }

  /** Returns the column `name` of `rows` rows; it has no values if no row has the name. */
  finish(name: string, rows: number): RowColumn {
    const column = this.#columns.get(name);
    return column?.finish(rows) ?? { name, length: rows, at: () => undefined };
  }
}
