import { allocate, kernelsOver } from "../learn/simd/kernel-module.ts";
import { POWERS_OF_TEN } from "./decimal.ts";
import { ROWS } from "./kernel-bytes.ts";
import type { KeyTable } from "./key-table.ts";
import { PADDING } from "./padding.ts";

/** Bits of `flagsOf`: numbers and missing values are among a column's values. Truth values and texts have higher bits. */
export const HAS_NUMBERS = 1;
export const HAS_MISSING = 2;

/** The upper halves of cells that are no numbers. That of a text has its length in the lowest 16 bits. */
export const TRUTH_CELL = 0x7ffd0000;
export const TEXT_CELL = 0x7ffe0000;

/** So many keys a row may have that the kernel reads. */
const MOST_KEYS = 4096;
/** So many values it reads at once, in all columns. */
const CELLS = 65_536;
const MOST_ROWS = 512;
const KEY_BYTES = 24;
/** Bytes of the spellings of keys, those that are longer than eight bytes. */
const SPELLING_BYTES = 131_072;

/** Where things are in the memory; what is below is the compiler's. */
const POWERS_AT = 4096;
const FLAGS_AT = POWERS_AT + 8 * 24;
const KEYS_AT = FLAGS_AT + 4 * MOST_KEYS;
const SPELLINGS_AT = KEYS_AT + KEY_BYTES * MOST_KEYS;
const CELLS_AT = SPELLINGS_AT + SPELLING_BYTES;
/** Columns are a little further apart than they are long: at a power of two they would crowd into few places of the cache. */
const GAP_CELLS = 8;
const BYTES_AT = CELLS_AT + 8 * (CELLS + GAP_CELLS * MOST_KEYS);

/** The functions of `assembly/rows.ts`, which describes them. */
interface RowFunctions {
  readonly at: WebAssembly.Global<"i32">;
  configure(keys: number, count: number, cells: number, width: number, flags: number, powers: number): void;
  readRows(from: number, most: number): number;
  readValues(from: number, most: number): number;
}

/**
 * Reads rows, or the values of a list, as most of them are, into cells: column after column, `NaN` where a value is
 * missing, other `NaN`s for truth values and for texts, which stand in `bytes`. It stops before whatever is unusual.
 */
export class RowKernel {
  /** Where the bytes that it reads are put. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it stopped, as a place in `bytes`. */
  at = 0;
  /** All cells; column j of what was read begins at `startOf(j)`. */
  readonly cells: Float64Array<ArrayBuffer>;
  /** The halves of all cells: the lower half of cell i at 2 i, the upper half behind it. */
  readonly halves: Int32Array<ArrayBuffer>;
  readonly #flags: Int32Array;
  readonly #functions: RowFunctions;
  readonly #memory: DataView;
  #count = 0;
  #rowsAtOnce = 0;

  private constructor(buffer: ArrayBuffer, functions: RowFunctions, capacity: number) {
    this.#functions = functions;
    this.#memory = new DataView(buffer);
    this.bytes = new Uint8Array(buffer, BYTES_AT, capacity + PADDING);
    const cells = CELLS + GAP_CELLS * MOST_KEYS;
    this.cells = new Float64Array(buffer, CELLS_AT, cells);
    this.halves = new Int32Array(buffer, CELLS_AT, 2 * cells);
    this.#flags = new Int32Array(buffer, FLAGS_AT, MOST_KEYS);
    new Float64Array(buffer, POWERS_AT, POWERS_OF_TEN.length).set(POWERS_OF_TEN);
  }

  /** A kernel that reads at most `capacity` bytes at once; undefined where there is no WebAssembly for it, or no memory. */
  static create(capacity: number): RowKernel | undefined {
    const memory = allocate(BYTES_AT + capacity + PADDING);
    const functions = memory && kernelsOver<RowFunctions>(ROWS, memory);
    return functions && new RowKernel(memory!.buffer as ArrayBuffer, functions, capacity);
  }

  /** The most rows that are read at once. */
  get rowsAtOnce(): number {
    return this.#rowsAtOnce;
  }

  /** Expects rows with these keys, in this order; some may be left out. Returns false when they are too many. */
  expectKeys(table: KeyTable, keys: readonly number[]): boolean {
    if (keys.length > MOST_KEYS) return false;
    let spellingAt = SPELLINGS_AT;
    for (const [index, key] of keys.entries()) {
      const spelling = table.spellingOf(key);
      const at = KEYS_AT + KEY_BYTES * index;
      if (spelling.length > 8 && spellingAt + spelling.length > CELLS_AT) return false;
      this.#memory.setUint32(at, spelling.length, true);
      this.#memory.setUint32(at + 4, spellingAt, true);
      for (let i = 0; i < 8; i++) {
        this.#memory.setUint8(at + 8 + i, spelling[i] ?? 0);
        this.#memory.setUint8(at + 16 + i, i < spelling.length ? 0xff : 0);
      }
      if (spelling.length <= 8) continue;
      new Uint8Array(this.#memory.buffer, spellingAt, spelling.length).set(spelling);
      spellingAt += spelling.length;
    }
    this.#configure(keys.length);
    return true;
  }

  /** Expects the values of one list. */
  expectValues(): void {
    this.#configure(1);
  }

  /** Reads at most `most` whole rows from `from` on, each with the comma behind it; returns how many, and sets `at`. */
  readRows(from: number, most: number): number {
    this.#flags.fill(0, 0, this.#count);
    const rows = this.#functions.readRows(BYTES_AT + from, Math.min(most, this.#rowsAtOnce));
    this.at = this.#functions.at.value - BYTES_AT;
    return rows;
  }

  /** The same for values of a list, which become the first column. */
  readValues(from: number, most: number): number {
    this.#flags[0] = 0;
    const values = this.#functions.readValues(BYTES_AT + from, Math.min(most, this.#rowsAtOnce));
    this.at = this.#functions.at.value - BYTES_AT;
    return values;
  }

  /** The place in `cells` of the first value of a column. */
  startOf(column: number): number {
    return column * (this.#rowsAtOnce + GAP_CELLS);
  }

  /** What there may be among the values of a column that were read last. */
  flagsOf(column: number): number {
    return this.#flags[column]!;
  }

  /** The place in `bytes` of the text whose cell has `lower` as its lower half. */
  placeOf(lower: number): number {
    return lower - BYTES_AT;
  }

  #configure(count: number): void {
    this.#count = count;
    this.#rowsAtOnce = Math.max(1, Math.min(MOST_ROWS, Math.floor(CELLS / Math.max(count, 1))));
    const width = 8 * (this.#rowsAtOnce + GAP_CELLS);
    this.#functions.configure(KEYS_AT, count, CELLS_AT, width, FLAGS_AT, POWERS_AT);
  }
}

let idle: RowKernel | undefined;

/** Takes the kernel that this thread keeps, or makes one. */
export function takeKernel(capacity: number): RowKernel | undefined {
  const kernel = idle ?? RowKernel.create(capacity);
  idle = undefined;
  return kernel;
}

/** Gives it back: the next body is read by it. */
export function giveKernel(kernel: RowKernel): void {
  idle = kernel;
}
