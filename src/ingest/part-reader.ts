import { ColumnListsReader } from "./column-lists-reader.ts";
import { BRACE, BRACKET } from "./json-bytes.ts";
import type { ListReader, PartOptions } from "./list-reader.ts";
import type { RowKernel } from "./row-kernel.ts";
import { RowListReader } from "./row-list-reader.ts";
import type { Scanner } from "./scanner.ts";
import { skipFollowedValue } from "./skip-value.ts";
import { TableBuilder } from "./table-builder.ts";

/** Reads `features` or `labels`, a list of rows or an object of column: list of values, into columns. */
export class PartReader {
  /** The position to continue from after `read` returned `STUCK`. */
  at = 0;
  readonly table: TableBuilder;
  readonly #scanner: Scanner;
  readonly #kernel: RowKernel | undefined;
  readonly #options: PartOptions;
  /** The reader for the form of the value. Both are undefined before its first byte, and for a value of another form. */
  #rowList: RowListReader | undefined;
  #columnLists: ColumnListsReader | undefined;

  /** `kernel` may share its memory with the scanner; without one, everything is read by the plain loops. */
  constructor(scanner: Scanner, kernel: RowKernel | undefined, options: PartOptions) {
    this.#scanner = scanner;
    this.#kernel = kernel;
    this.#options = options;
    this.table = new TableBuilder(options.wanted, options.maxColumns, () => this.#capacity());
  }

  /** Whether the value is a list of rows, an object of lists, or neither. */
  get form(): "rows" | "columns" | "other" {
    if (this.#rowList !== undefined) return "rows";
    return this.#columnLists !== undefined ? "columns" : "other";
  }

  /** The number of rows: entries of the list, or of the longest column. */
  get rows(): number {
    return this.#list?.rows ?? 0;
  }

  /** The first rows of a list that are not objects. */
  get wrongRows(): readonly number[] {
    return this.#rowList?.wrongRows ?? [];
  }

  /** The length of each column of an object of lists; -1 where its value is not a list. */
  get lengths(): Readonly<Record<string, number>> {
    return this.#columnLists?.lengths ?? {};
  }

  /** Continues at `at`. Returns the position after the part, or `STUCK`. */
  read(at: number): number {
    let p = at;
    if (this.#list === undefined) {
      p = this.#scanner.space(p);
      this.at = p;
      p = this.#begin(p);
    }
    const list = this.#list;
    // A value of another form, or one that has not arrived yet.
    if (list === undefined) return p;
    p = list.read(p);
    this.at = list.at;
    return p;
  }

  get #list(): ListReader | undefined {
    return this.#rowList ?? this.#columnLists;
  }

  #begin(p: number): number {
    const byte = this.#scanner.bytes[p];
    if (byte === BRACKET) {
      this.#rowList = new RowListReader(this.#scanner, this.#kernel, this.table, this.#options);
      return p + 1;
    }
    if (byte === BRACE) {
      const { maxRows } = this.#options;
      this.#columnLists = new ColumnListsReader(this.#scanner, this.#kernel, this.table, maxRows);
      return p + 1;
    }
    return skipFollowedValue(this.#scanner, p);
  }

  #capacity(): number {
    const { likelyRows } = this.#options;
    return likelyRows > 0 ? likelyRows : (this.#list?.expectedRows() ?? 0);
  }
}
