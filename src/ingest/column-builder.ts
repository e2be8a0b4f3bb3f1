import { type Column, MISSING_BOOLEAN } from "../learn/core/column.ts";
import { growBytes, growDoubles, growInts } from "./grow.ts";
import { type RowColumn, typedColumn } from "./row-column.ts";
import { TextTable } from "./text-table.ts";

/** The modes of a column: the types of its values so far, which decide which of its arrays are used. */
export const NOTHING = 0;
export const NUMBERS = 1;
const BOOLEANS = 2;
const TEXTS = 3;
/** Values of several types: `#tags` has the type, `numbers` the number, the boolean or the code of the text. */
const MIXED = 4;

const TAG_NUMBER = 1;
const TAG_BOOLEAN = 2;
const TAG_TEXT = 3;
/** Columns cannot hold objects, and lists only as the text of a date: only the fact is kept. */
const TAG_OBJECT = 4;
const TAG_LIST = 5;

/** Minimum number of rows to allocate. */
const MIN_CAPACITY = 16;

/** Returns the number of rows to allocate when `row` does not fit. */
export type Capacity = (row: number) => number;

/**
 * A column that is built by adding the values of its rows in order. Missing values need not be added. If a row gets several
 * values, the last one counts.
 */
export class ColumnBuilder {
  readonly name: string;
  readonly #capacity: Capacity;
  mode = NOTHING;
  /** Number of rows that have their value. Rows between it and the next row that is added are missing. */
  length = 0;
  numbers: Float64Array<ArrayBuffer> = new Float64Array(0);
  #booleans: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #codes: Int32Array<ArrayBuffer> = new Int32Array(0);
  #tags: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #texts: TextTable | undefined;
  /** Whether a number was read that is too large for a double. */
  #hasInfinite = false;
  /** Whether a text was replaced by another one in its row, so that it may not occur any more. */
  #hasReplaced = false;
  #finished: RowColumn | undefined;

  constructor(name: string, capacity: Capacity) {
    this.name = name;
    this.#capacity = capacity;
  }

  /** Removes all values. */
  clear(): void {
    this.mode = NOTHING;
    this.length = 0;
    this.#texts = undefined;
    this.#hasInfinite = false;
    this.#hasReplaced = false;
  }

  /** Adds a number, which may be infinite but not NaN. */
  addNumber(row: number, value: number): void {
    if (this.mode !== NUMBERS) {
      if (this.mode === NOTHING) this.mode = NUMBERS;
      else if (this.mode !== MIXED) this.#mix();
    }
    this.#reach(row);
    if (value - value !== 0) this.#hasInfinite = true;
    if (this.mode === MIXED) this.#tag(row, TAG_NUMBER);
    this.numbers[row] = value;
  }

  /**
   * Adds `cells[start..end)` to the rows from `row` on, which have no values yet. `NaN` is a missing value; infinite numbers
   * are not allowed.
   */
  addNumbers(row: number, cells: Float64Array, start: number, end: number): void {
    if (this.mode === NOTHING) this.mode = NUMBERS;
    if (this.mode !== NUMBERS) {
      for (let i = start; i < end; i++)
        if (!Number.isNaN(cells[i])) this.addNumber(row + i - start, cells[i]!);
      return;
    }
    this.#fill(row);
    this.#makeRoom(row + end - start);
    this.numbers.set(cells.subarray(start, end), row);
    this.length = row + end - start;
  }

  /** Adds a boolean. */
  addBoolean(row: number, value: boolean): void {
    if (this.mode !== BOOLEANS) {
      if (this.mode === NOTHING) this.mode = BOOLEANS;
      else if (this.mode !== MIXED) this.#mix();
    }
    this.#reach(row);
    if (this.mode === MIXED) {
      this.#tag(row, TAG_BOOLEAN);
      this.numbers[row] = value ? 1 : 0;
    } else this.#booleans[row] = value ? 1 : 0;
  }

  /** Adds the text in `bytes[from..to)`, which is UTF-8; `hash` is its `hashOf`. */
  addText(row: number, bytes: Uint8Array, from: number, to: number, hash: number): void {
    if (this.mode !== TEXTS) {
      if (this.mode === NOTHING) this.mode = TEXTS;
      else if (this.mode !== MIXED) this.#mix();
    }
    const isReplacing = row < this.length;
    this.#reach(row);
    this.#texts ??= new TextTable();
    const code = this.#texts.add(bytes, from, to, hash);
    if (this.mode === MIXED) {
      this.#tag(row, TAG_TEXT);
      this.numbers[row] = code;
    } else {
      if (isReplacing && this.#codes[row] !== code) this.#hasReplaced = true;
      this.#codes[row] = code;
    }
  }

  /** Adds a list or an object, of which only the fact is kept. */
  addNested(row: number, isList: boolean): void {
    if (this.mode !== MIXED) this.#mix();
    this.#reach(row);
    this.#tag(row, isList ? TAG_LIST : TAG_OBJECT);
  }

  /** Adds a missing value. Only needed to remove an earlier value of the same row. */
  addMissing(row: number): void {
    if (row >= this.length) return;
    // The value that is removed may have been the only one of its type.
    if (this.mode !== NUMBERS && this.mode !== MIXED) this.#mix();
    this.length = row;
  }

  /** Returns the column of `rows` rows, the same object each time. Nothing may be added afterwards. */
  finish(rows: number): RowColumn {
    this.#finished ??= this.#finish(rows);
    return this.#finished;
  }

  #finish(rows: number): RowColumn {
    const { name } = this;
    if (this.mode === MIXED || this.#hasInfinite) {
      if (this.mode !== MIXED) this.#mix();
      this.#fill(rows);
      const texts = this.#texts?.texts() ?? [];
      return { name, length: rows, at: (row) => this.#valueAt(row, texts) };
    }
    const column = this.#column(rows);
    return typedColumn(name, column, rows);
  }

  #column(rows: number): Column {
    if (this.mode === NOTHING) this.mode = NUMBERS;
    this.#fill(rows);
    if (this.mode === NUMBERS) return { kind: "numeric", values: firstOf(this.numbers, rows) };
    if (this.mode === BOOLEANS) return { kind: "boolean", values: firstOf(this.#booleans, rows) };
    const codes = firstOf(this.#codes, rows);
    const categories = this.#texts!.texts();
    return { kind: "string", codes, categories: this.#hasReplaced ? inUse(codes, categories) : categories };
  }

  #valueAt(row: number, texts: readonly string[]): unknown {
    switch (this.#tags[row]) {
      case TAG_NUMBER:
        return this.numbers[row];
      case TAG_BOOLEAN:
        return this.numbers[row] === 1;
      case TAG_TEXT:
        return texts[this.numbers[row]!];
      case TAG_OBJECT:
        return OBJECT;
      case TAG_LIST:
        return LIST;
      default:
        return null;
    }
  }

  /** Makes room for a value in `row`, and counts it as written. */
  #reach(row: number): void {
    if (row >= this.length) this.#fill(row);
    if (row >= this.length) {
      this.#makeRoom(row + 1);
      this.length = row + 1;
    }
  }

  /** Fills the rows `length..end` with missing values. */
  #fill(end: number): void {
    const { length } = this;
    if (end <= length) return;
    this.#makeRoom(end);
    if (this.mode === NUMBERS) this.numbers.fill(Number.NaN, length, end);
    else if (this.mode === BOOLEANS) this.#booleans.fill(MISSING_BOOLEAN, length, end);
    else if (this.mode === TEXTS) this.#codes.fill(-1, length, end);
    else this.#tags.fill(0, length, end);
    this.length = end;
  }

  #makeRoom(rows: number): void {
    const { mode } = this;
    const held =
      mode === BOOLEANS ? this.#booleans.length : mode === TEXTS ? this.#codes.length : this.numbers.length;
    if (rows <= held) return;
    const room = Math.max(rows, MIN_CAPACITY, 2 * held, this.#capacity(rows));
    if (mode === BOOLEANS) this.#booleans = growBytes(this.#booleans, room);
    else if (mode === TEXTS) this.#codes = growInts(this.#codes, room);
    else {
      this.numbers = growDoubles(this.numbers, room);
      if (mode === MIXED) this.#tags = growBytes(this.#tags, room);
    }
  }

  #tag(row: number, tag: number): void {
    this.#tags[row] = tag;
  }

  /** Switches a column of one type to the mode for several types. */
  #mix(): void {
    const { mode, length } = this;
    const [booleans, codes] = [this.#booleans, this.#codes];
    this.mode = MIXED;
    this.#tags = new Uint8Array(Math.max(this.numbers.length, MIN_CAPACITY));
    if (this.numbers.length < this.#tags.length) this.numbers = growDoubles(this.numbers, this.#tags.length);
    this.#makeRoom(length);
    for (let row = 0; row < length; row++) {
      if (mode === NUMBERS) this.#tags[row] = Number.isNaN(this.numbers[row]) ? 0 : TAG_NUMBER;
      else if (mode === BOOLEANS && booleans[row] !== MISSING_BOOLEAN) {
        this.#tags[row] = TAG_BOOLEAN;
        this.numbers[row] = booleans[row]!;
      } else if (mode === TEXTS && codes[row]! >= 0) {
        this.#tags[row] = TAG_TEXT;
        this.numbers[row] = codes[row]!;
      }
    }
    this.#booleans = new Uint8Array(0);
    this.#codes = new Int32Array(0);
  }
}

/** The values that stand for any object, and for any list that is no date. */
const OBJECT = Object.freeze({});
const LIST = Object.freeze([]);

function firstOf<T extends Float64Array | Int32Array | Uint8Array>(array: T, length: number): T {
  return (array.length === length ? array : array.subarray(0, length)) as T;
}

/** Renumbers `codes` in order of first appearance, and returns the texts that occur in that order. */
function inUse(codes: Int32Array, texts: readonly string[]): string[] {
  const renumbered = new Int32Array(texts.length).fill(-1);
  const found: string[] = [];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    if (renumbered[code] === -1) {
      renumbered[code] = found.length;
      found.push(texts[code]!);
    }
    codes[row] = renumbered[code]!;
  }
  return found;
}
