import { ValueError } from "./errors.ts";
import { type Matrix, takeMatrixRows } from "./matrix.ts";

/** Numbers; `NaN` is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly values: Float64Array;
}

/** Truth values: 0, 1, or `MISSING_BOOLEAN`. */
export interface BooleanColumn {
  readonly kind: "boolean";
  readonly values: Uint8Array;
}

/** Strings, each kept once: `categories[codes[i]]` is the value of row i, code -1 is missing. */
export interface StringColumn {
  readonly kind: "string";
  readonly codes: Int32Array;
  /** In order of first appearance; every category occurs. */
  readonly categories: readonly string[];
}

export type Column = NumericColumn | BooleanColumn | StringColumn;
export type ColumnKind = Column["kind"];

export const MISSING_BOOLEAN = 2;

/** Spelling of a decimal number, as JSON, Java and Python write it. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** The finite number that `text` spells, or `NaN`. */
export function parseDecimal(text: string): number {
  if (!DECIMAL.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}

/**
 * Named columns of equal length: what flows through a pipeline. Either a list of typed columns, or, after a
 * numeric step, one matrix. Never changed once built.
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

  /** A table of `columns`, each of `rows` values, named by `names` in the same order. */
  static fromColumns(names: readonly string[], columns: readonly Column[], rows: number): Table {
    if (names.length !== columns.length) {
      throw new RangeError(`${names.length} names for ${columns.length} columns`);
    }
    return new Table(names, rows, columns, undefined);
  }

  /** A table over `matrix` (not copied), its columns named by `names`. */
  static fromMatrix(matrix: Matrix, names: readonly string[]): Table {
    if (names.length !== matrix.columns) {
      throw new RangeError(`${names.length} names for ${matrix.columns} columns`);
    }
    return new Table(names, matrix.rows, undefined, matrix);
  }

  /** Column `index`; copied out when the table is a matrix. */
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

  /** The kind of column `index`, without copying it. */
  kind(index: number): ColumnKind {
    return this.#columns === undefined ? "numeric" : this.#columns[index]!.kind;
  }

  /**
   * All columns as one row-major matrix: booleans as 0 and 1, missing values as `NaN`, strings by the number
   * they spell. Made once and kept; do not write to it.
   * Throws `ValueError` naming the first column and row whose text is not a number.
   */
  toMatrix(): Matrix {
    if (this.#matrix !== undefined) return this.#matrix;
    const columns = this.#columns!;
    const width = columns.length;
    const data = new Float64Array(this.rows * width);
    for (let j = 0; j < width; j++) {
      const values = numbersOf(columns[j]!, this.names[j]!);
      for (let i = 0, at = j; i < this.rows; i++, at += width) data[at] = values[i]!;
    }
    this.#matrix = { rows: this.rows, columns: width, data };
    return this.#matrix;
  }

  /** The columns called `names`, in that order. Throws `ValueError` naming those that are not there. */
  select(names: readonly string[]): Table {
    const positions = new Map(this.names.map((name, index) => [name, index]));
    const missing = names.filter((name) => !positions.has(name));
    if (missing.length > 0) throw new ValueError(`missing columns: ${listNames(missing)}`);
    if (names.length === this.names.length && names.every((name, i) => name === this.names[i])) return this;
    return Table.fromColumns(
      names,
      names.map((name) => this.column(positions.get(name)!)),
      this.rows,
    );
  }

  /** The rows at `indices`, in that order. Copies. String columns keep their whole list of categories. */
  takeRows(indices: ArrayLike<number>): Table {
    if (this.#columns === undefined) {
      return Table.fromMatrix(takeMatrixRows(this.#matrix!, indices), this.names);
    }
    const columns = this.#columns.map((column): Column => {
      if (column.kind === "string") {
        const codes = new Int32Array(indices.length);
        for (let i = 0; i < codes.length; i++) codes[i] = column.codes[indices[i]!]!;
        return { ...column, codes };
      }
      if (column.kind === "boolean") {
        const values = new Uint8Array(indices.length);
        for (let i = 0; i < values.length; i++) values[i] = column.values[indices[i]!]!;
        return { kind: "boolean", values };
      }
      const values = new Float64Array(indices.length);
      for (let i = 0; i < values.length; i++) values[i] = column.values[indices[i]!]!;
      return { kind: "numeric", values };
    });
    return Table.fromColumns(this.names, columns, indices.length);
  }

  /** The rows from `start` to before `end`, over the same memory. */
  sliceRows(start: number, end: number): Table {
    if (start === 0 && end === this.rows) return this;
    if (this.#columns === undefined) {
      const { columns, data } = this.#matrix!;
      const part = data.subarray(start * columns, end * columns);
      return Table.fromMatrix({ rows: end - start, columns, data: part }, this.names);
    }
    const columns = this.#columns.map(
      (column): Column =>
        column.kind === "string"
          ? { ...column, codes: column.codes.subarray(start, end) }
          : ({ ...column, values: column.values.subarray(start, end) } as Column),
    );
    return Table.fromColumns(this.names, columns, end - start);
  }

  /** The same columns under other names. Shares the data. */
  rename(names: readonly string[]): Table {
    if (names.length !== this.names.length) {
      throw new RangeError(`${names.length} names for ${this.names.length} columns`);
    }
    return new Table(names, this.rows, this.#columns, this.#matrix);
  }

  /**
   * The columns of all `tables`, side by side. They must have the same number of rows. Once one of them is a matrix
   * and none holds text the result is a matrix, booleans being 0 and 1.
   */
  static concatenate(tables: readonly Table[], rows: number): Table {
    const names = tables.flatMap((table) => table.names);
    for (const table of tables) {
      if (table.rows !== rows) throw new RangeError(`expected ${rows} rows, got ${table.rows}`);
    }
    if (tables.length === 1) return tables[0]!;
    const hasText = tables.some((table) => table.#columns?.some(({ kind }) => kind === "string"));
    if (hasText || tables.every((table) => table.#matrix === undefined)) {
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

/** Writes `part` into the columns of a matrix of `width` columns that begin at `offset`. */
function placeColumns({ rows, columns, data }: Matrix, target: Float64Array, width: number, offset: number) {
  for (let i = 0, from = 0, to = offset; i < rows; i++, to += width) {
    for (let j = 0; j < columns; j++, from++) target[to + j] = data[from]!;
  }
}

/** The values of a column as doubles; see `Table.toMatrix`. */
export function numbersOf(column: Column, name: string): Float64Array {
  if (column.kind === "numeric") return column.values;
  if (column.kind === "boolean") {
    return Float64Array.from(column.values, (value) => (value === MISSING_BOOLEAN ? Number.NaN : value));
  }
  const numbers = column.categories.map(parseDecimal);
  return Float64Array.from(column.codes, (code, row) => {
    if (code < 0) return Number.NaN;
    const value = numbers[code]!;
    if (Number.isNaN(value)) {
      const message = `column ${JSON.stringify(name)} holds text where a number is expected (row ${row})`;
      throw new ValueError(message, [{ path: `features[${row}].${name}`, message: "must be a number" }]);
    }
    return value;
  });
}

/** The values of a column as strings: numbers and booleans as JSON spells them. */
export function stringsOf(column: Column): StringColumn {
  if (column.kind === "string") return column;
  const codes = new Int32Array(column.values.length);
  const categories: string[] = [];
  const known = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) {
    const value = column.values[i]!;
    if (column.kind === "boolean" ? value === MISSING_BOOLEAN : Number.isNaN(value)) {
      codes[i] = -1;
      continue;
    }
    let code = known.get(value);
    if (code === undefined) {
      code = categories.length;
      known.set(value, code);
      categories.push(column.kind === "boolean" ? String(value === 1) : String(value));
    }
    codes[i] = code;
  }
  return { kind: "string", codes, categories };
}

/** At most five names, quoted, and how many more there are: scikit-learn's way of naming columns. */
export function listNames(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => JSON.stringify(name.length > 80 ? `${name.slice(0, 79)}…` : name));
  const rest = names.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
