import { allocate, kernelsOver } from "../learn/simd/kernel-module.ts";
import { POWERS_OF_TEN } from "./decimal.ts";
import { ROWS } from "./kernel-bytes.ts";
import type { KeyTable } from "./key-table.ts";
import { PADDING } from "./padding.ts";

/** Bit of `flagsOf`: the column has numbers. Booleans and texts have higher bits than this and the next. */
export const HAS_NUMBERS = 1;
/** Bit of `flagsOf`: the column has missing values. */
export const HAS_MISSING = 2;

/** Upper half of the cell of a boolean. */
export const BOOLEAN_CELL = 0x7ffd0000;
/** Upper half of the cell of a text, whose length is added to it: at most 16 bits. */
export const TEXT_CELL = 0x7ffe0000;

/** Maximum number of keys in a row that the kernel reads. */
const MAX_KEYS = 4096;
/** Maximum number of values that one call reads, in all columns together. */
const CELLS = 65_536;
/** Maximum number of rows that one call reads. */
const MAX_ROWS = 512;
/** Size of the description of one key: length, place of the spelling, first eight bytes, mask. */
const KEY_BYTES = 24;
/** Maximum number of bytes of all spellings of more than eight bytes. */
const SPELLING_BYTES = 131_072;

/** Addresses in the memory. Lower ones are reserved for the compiler of the kernel. */
const POWERS_AT = 4096;
const FLAGS_AT = POWERS_AT + 8 * 24;
const KEYS_AT = FLAGS_AT + 4 * MAX_KEYS;
const SPELLINGS_AT = KEYS_AT + KEY_BYTES * MAX_KEYS;
const CELLS_AT = SPELLINGS_AT + SPELLING_BYTES;
/** Gap between two columns: at distances of a power of two, they would compete for the same lines of the cache. */
const GAP_CELLS = 8;
const BYTES_AT = CELLS_AT + 8 * (CELLS + GAP_CELLS * MAX_KEYS);

/** The functions of `assembly/rows.ts`; see there. */
interface RowFunctions {
  readonly at: WebAssembly.Global<"i32">;
  configure(keys: number, count: number, cells: number, width: number, flags: number, powers: number): void;
  readRows(from: number, maximum: number): number;
  readValues(from: number, maximum: number): number;
}

/**
 * The WebAssembly kernel that reads simple rows, or simple values of a list, into cells, column after column. A missing value
 * is `NaN`; booleans and texts are `NaN`s with other bits, and the characters of a text stay in `bytes`. The kernel stops
 * before a row or value that it cannot read.
 */
export class RowKernel {
  /** The bytes that the kernel reads. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Index in `bytes` where the kernel stopped. */
  at = 0;
  /** All cells; column j starts at `startOf(j)`. */
  readonly cells: Float64Array<ArrayBuffer>;
  /** The 32-bit halves of all cells: the lower half of cell i at index 2i, its upper half at 2i + 1. */
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
    const cells = CELLS + GAP_CELLS * MAX_KEYS;
    this.cells = new Float64Array(buffer, CELLS_AT, cells);
    this.halves = new Int32Array(buffer, CELLS_AT, 2 * cells);
    this.#flags = new Int32Array(buffer, FLAGS_AT, MAX_KEYS);
    new Float64Array(buffer, POWERS_AT, POWERS_OF_TEN.length).set(POWERS_OF_TEN);
  }

  /** Returns a kernel for at most `capacity` bytes at a time; undefined without WebAssembly SIMD or memory for it. */
  static create(capacity: number): RowKernel | undefined {
    const memory = allocate(BYTES_AT + capacity + PADDING);
    const functions = memory && kernelsOver<RowFunctions>(ROWS, memory);
    return functions && new RowKernel(memory!.buffer as ArrayBuffer, functions, capacity);
  }

  /** Maximum number of rows that one call reads. */
  get rowsAtOnce(): number {
    return this.#rowsAtOnce;
  }

  /** Prepares for rows with these keys in this order; rows may lack some of them. Returns false if there are too many. */
  expectKeys(table: KeyTable, keys: readonly number[]): boolean {
    if (keys.length > MAX_KEYS) return false;
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

  /** Prepares for the values of one list. */
  expectValues(): void {
    this.#configure(1);
  }

  /** Reads at most `maximum` rows from index `from` on, each with the comma after it. Returns their number and sets `at`. */
  readRows(from: number, maximum: number): number {
    this.#flags.fill(0, 0, this.#count);
    const rows = this.#functions.readRows(BYTES_AT + from, Math.min(maximum, this.#rowsAtOnce));
    this.at = this.#functions.at.value - BYTES_AT;
    return rows;
  }

  /** Like `readRows`, for values of a list, which become column 0. */
  readValues(from: number, maximum: number): number {
    this.#flags[0] = 0;
    const values = this.#functions.readValues(BYTES_AT + from, Math.min(maximum, this.#rowsAtOnce));
    this.at = this.#functions.at.value - BYTES_AT;
    return values;
  }

  /** Returns the index in `cells` of the first value of a column. */
  startOf(column: number): number {
    return column * (this.#rowsAtOnce + GAP_CELLS);
  }

  /** Returns the bits of the types that the last call read into a column. */
  flagsOf(column: number): number {
    return this.#flags[column]!;
  }

  /** Returns the index in `bytes` of the text whose cell has the lower half `lower`. */
  placeOf(lower: number): number {
    return lower - BYTES_AT;
  }

  #configure(count: number): void {
    this.#count = count;
    this.#rowsAtOnce = Math.max(1, Math.min(MAX_ROWS, Math.floor(CELLS / Math.max(count, 1))));
    const width = 8 * (this.#rowsAtOnce + GAP_CELLS);
    this.#functions.configure(KEYS_AT, count, CELLS_AT, width, FLAGS_AT, POWERS_AT);
  }
}

let idle: RowKernel | undefined;

/** Returns the idle kernel of this thread, or a new one; undefined as for `RowKernel.create`. */
export function takeKernel(capacity: number): RowKernel | undefined {
  const kernel = idle ?? RowKernel.create(capacity);
  idle = undefined;
  return kernel;
}

/** Returns a kernel that is not used any more, so that the next body can use it. */
export function returnKernel(kernel: RowKernel): void {
  idle = kernel;
}
