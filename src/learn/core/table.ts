import { checksumOf, checksumOfColumns } from "./checksum.ts";
import {
  type Column,
  type ColumnKind,
  numbersOf,
  sliceEntries,
  stackEntries,
  takeEntries,
} from "./column.ts";
import { listNames, ValueError } from "./errors.ts";
import { type Matrix, matrixOfColumns, takeMatrixRows } from "./matrix.ts";

/**
 * Named columns of equal length: what passes through a pipeline. Consists of typed columns or, after a numeric
 * step, of one matrix. Immutable.
 */
export class Table {
  readonly names: readonly string[];
  readonly rows: number;
  readonly #columns: readonly Column[] | undefined;
  #matrix: Matrix | undefined;

  private constructor(
    names: readonly string[],
    rows: number,
    columns: readonly Column[] | undefined,
    matrix: Matrix | undefined,
  ) {
    this.names = names;
    this.rows = rows;
    this.#columns = columns;
    this.#matrix = matrix;
  }

  /** Creates a table of `columns`, each of `rows` values, with the given `names` in the same order. */
  static fromColumns(names: readonly string[], columns: readonly Column[], rows: number): Table {
    if (names.length !== columns.length) {
      throw new RangeError(`${names.length} names for ${columns.length} columns`);
    }
    return new Table(names, rows, columns, undefined);
  }

  /** Creates a table over `matrix`, without copying it, with the given column `names`. */
  static fromMatrix(matrix: Matrix, names: readonly string[]): Table {
    if (names.length !== matrix.columns) {
      throw new RangeError(`${names.length} names for ${matrix.columns} columns`);
    }
    return new Table(names, matrix.rows, undefined, matrix);
  }

  /** Number of columns. */
  get columns(): number {
    return this.names.length;
  }

  /** Returns column `index`; a copy if the table is a matrix. */
  column(index: number): Column {
    if (this.#columns !== undefined) {
      const column = this.#columns[index];
      if (column === undefined) throw new RangeError(`no column ${index} in ${this.names.length}`);
      return column;
    }
    const { rows, columns, data } = this.#matrix!;
    const values = new Float64Array(rows);
    for (let i = 0, at = index; i < rows; i++, at += columns) values[i] = data[at]!;
    return { kind: "numeric", values };
  }

  /** Whether the table is one matrix, so that `column` copies and `toMatrix` does not. */
  get isMatrix(): boolean {
    return this.#columns === undefined;
  }

  /** Returns the kind of column `index` without copying it. */
  kind(index: number): ColumnKind {
    return this.#columns === undefined ? "numeric" : this.#columns[index]!.kind;
  }

  /**
   * Returns all columns as one row-major matrix: booleans as 0 and 1, missing values as `NaN`, strings as the
   * number they spell. Created once and kept; must not be modified. Throws `ValueError` naming the first column
   * and row whose text is not a number.
   */
  toMatrix(): Matrix {
    if (this.#matrix !== undefined) return this.#matrix;
    const numbers = this.#columns!.map((column, j) => numbersOf(column, this.names[j]!));
    this.#matrix = matrixOfColumns(numbers, this.rows);
    return this.#matrix;
  }

  /**
   * As `toMatrix`, with `fill[j]` in place of missing values of column j; the result is not kept and may be
   * modified. Throws as `toMatrix` does.
   */
  toFilledMatrix(fill: Float64Array): Matrix {
    if (this.#columns !== undefined) {
      const numbers = this.#columns.map((column, j) => numbersOf(column, this.names[j]!));
      return matrixOfColumns(numbers, this.rows, fill);
    }
    const { rows, columns, data } = this.#matrix!;
    const filled = data.slice();
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) if (Number.isNaN(filled[at])) filled[at] = fill[j]!;
    }
    return { rows, columns, data: filled };
  }

  /** Returns the columns called `names`, in that order. Throws `ValueError` naming unknown ones. */
  select(names: readonly string[]): Table {
    if (isSameList(names, this.names)) return this;
    const positions = new Map(this.names.map((name, index) => [name, index]));
    const missing = names.filter((name) => !positions.has(name));
    if (missing.length > 0) throw new ValueError(`missing columns: ${listNames(missing)}`);
    return Table.fromColumns(
      names,
      names.map((name) => this.column(positions.get(name)!)),
      this.rows,
    );
  }

  /**
   * Returns a copy of the rows at `indices`, in that order. String columns keep their whole list of categories.
   */
  takeRows(indices: ArrayLike<number>): Table {
    if (this.#columns === undefined) {
      return Table.fromMatrix(takeMatrixRows(this.#matrix!, indices), this.names);
    }
    const columns = this.#columns.map((column) => takeEntries(column, indices));
    return Table.fromColumns(this.names, columns, indices.length);
  }

  /** Returns the rows from `start` to `end` − 1, sharing the memory. */
  sliceRows(start: number, end: number): Table {
    if (start === 0 && end === this.rows) return this;
    if (this.#columns === undefined) {
      const { columns, data } = this.#matrix!;
      const part = data.subarray(start * columns, end * columns);
      return Table.fromMatrix({ rows: end - start, columns, data: part }, this.names);
    }
    const columns = this.#columns.map((column) => sliceEntries(column, start, end));
    return Table.fromColumns(this.names, columns, end - start);
  }

  /** Returns the same columns under other names, sharing the data. */
  rename(names: readonly string[]): Table {
    if (names.length !== this.names.length) {
      throw new RangeError(`${names.length} names for ${this.names.length} columns`);
    }
    return new Table(names, this.rows, this.#columns, this.#matrix);
  }

  /**
   * Returns a function that tells whether the arrays of this table have been modified since. That is forbidden,
   * but code of models might do it. Costs a pass over the table, and another per call.
   */
  watch(): () => boolean {
    const columns = this.#columns;
    const ofColumns = () => checksumOfColumns(this.names, columns ?? []);
    const ofMatrix = ({ data }: Matrix) => checksumOf(data);
    const columnsBefore = ofColumns();
    const matrixBefore = this.#matrix === undefined ? undefined : ofMatrix(this.#matrix);
    return () => {
      if (ofColumns() !== columnsBefore) return true;
      if (this.#matrix === undefined) return false;
      // A matrix created in the meantime must agree with the columns.
      const expected =
        matrixBefore ?? ofMatrix(Table.fromColumns(this.names, columns!, this.rows).toMatrix());
      return ofMatrix(this.#matrix) !== expected;
    };
  }

  /**
   * Returns the rows of `upper` followed by those of `lower`, which has the same columns. Of two matrices the result is a matrix.
   */
  static stack(upper: Table, lower: Table): Table {
    const rows = upper.rows + lower.rows;
    if (upper.#columns === undefined && lower.#columns === undefined) {
      const data = new Float64Array(rows * upper.columns);
      data.set(upper.toMatrix().data);
      data.set(lower.toMatrix().data, upper.rows * upper.columns);
      return Table.fromMatrix({ rows, columns: upper.columns, data }, upper.names);
    }
    const columns = upper.names.map((_, index) => stackEntries(upper.column(index), lower.column(index)));
    return Table.fromColumns(upper.names, columns, rows);
  }

  /**
   * Returns the columns of all `tables`, side by side. If one of them is a matrix and none holds text, the
   * result is a matrix, with booleans as 0 and 1. Throws `RangeError` unless each has `rows` rows.
   */
  static concatenate(tables: readonly Table[], rows: number): Table {
    for (const table of tables) {
      if (table.rows !== rows) throw new RangeError(`expected ${rows} rows, got ${table.rows}`);
    }
    if (tables.length === 1) return tables[0]!;
    const names = tables.flatMap((table) => table.names);
    const hasText = tables.some((table) => table.#columns?.some(({ kind }) => kind === "string"));
    // Not based on `#matrix`: whether a table has been asked for its matrix before must not matter.
    if (hasText || tables.every((table) => table.#columns !== undefined)) {
      const columns = tables.flatMap((table) => table.names.map((_, index) => table.column(index)));
      return Table.fromColumns(names, columns, rows);
    }
    const width = names.length;
    const data = new Float64Array(rows * width);
    let offset = 0;
    for (const table of tables) {
      const part = table.toMatrix();
      placeColumns(part, data, width, offset);
      offset += part.columns;
    }
    return Table.fromMatrix({ rows, columns: width, data }, names);
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Writes `part` to the columns starting at `offset` of a matrix of `width` columns. */
function placeColumns({ rows, columns, data }: Matrix, target: Float64Array, width: number, offset: number) {
  for (let i = 0, from = 0, to = offset; i < rows; i++, to += width) {
    for (let j = 0; j < columns; j++, from++) target[to + j] = data[from]!;
  }
}
