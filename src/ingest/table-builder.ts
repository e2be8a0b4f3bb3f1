import { type Capacity, ColumnBuilder } from "./column-builder.ts";
import type { RowColumn } from "./row-column.ts";

/** Columns by name, as they turn up in rows. */
export class TableBuilder {
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #maxColumns: number;
  readonly #capacity: Capacity;
  readonly #columns = new Map<string, ColumnBuilder>();
  /** Every name in order of first appearance, where all are wanted. */
  readonly #names = new Set<string>();
  /** Names that are in no earlier row than the present one. */
  #newNames: string[] = [];
  #isStopped = false;

  /** `wanted` names the columns that are kept; undefined keeps all, up to `maxColumns`. */
  constructor(wanted: readonly string[] | undefined, maxColumns: number, capacity: Capacity) {
    this.#wanted = wanted === undefined ? undefined : new Set(wanted);
    this.#maxColumns = maxColumns;
    this.#capacity = capacity;
  }

  /** Nothing that is read counts any more: the body is refused for its size. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** How many columns are kept. */
  get columnCount(): number {
    return this.#columns.size;
  }

  /** The names of all columns, in order of first appearance. */
  get names(): string[] {
    if (this.#wanted !== undefined) throw new RangeError("the names of the columns were not kept");
    return [...this.#names];
  }

  /** Returns the column of that name, a new one at its first appearance; undefined when it is not kept. */
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

  /** Lets go of all values and keeps no more; names are still counted. */
  stop(): void {
    this.#isStopped = true;
    this.#columns.clear();
  }

  /** Puts the names that turned up in the row that ends into the order in which an object has them: numbers first. */
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

  /** Returns a column with its values for `rows` rows: one without any where no row has the name. */
  finish(name: string, rows: number): RowColumn {
    const column = this.#columns.get(name);
    return column?.finish(rows) ?? { name, length: rows, at: () => undefined };
  }
}
