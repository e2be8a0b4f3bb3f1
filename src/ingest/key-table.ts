import type { ColumnBuilder } from "./column-builder.ts";
import { copyBytes, growBytes, growInts } from "./grow.ts";
import { PADDING } from "./padding.ts";

/** The pseudo-key before the first key of a row. */
export const ROW_START = 0;

/** The pseudo-key for keys that are not in the table. */
export const BORROWED = 1;

/** Maximum number of spellings in the table, so that a client that sends ever new keys cannot exhaust the memory. */
const MAX_KEYS = 65_536;

/**
 * The spellings of keys, including quotes, each with its column. Most rows have their keys in the same order, so the table
 * also stores which key followed each key: then most keys are recognised by comparing eight bytes.
 */
export class KeyTable {
  /** Per key, its column; undefined if its values are skipped. */
  readonly columns: (ColumnBuilder | undefined)[] = [undefined, undefined];
  /** Per key, the key that followed it last; `ROW_START`, which matches nothing, if there is none. */
  next = new Int32Array(16);
  #first = new Int32Array(16);
  #last = new Int32Array(16);
  #mask = new Int32Array(16);
  #lengths = new Int32Array(16);
  #starts = new Int32Array(16);
  #hashes = new Int32Array(16);
  #bytes = new Uint8Array(256 + PADDING);
  #used = 0;
  #slots = new Int32Array(64);

  constructor() {
    for (const key of [ROW_START, BORROWED]) {
      // Bytes that cannot occur in JSON.
      this.#first[key] = 0x01010101;
      this.#mask[key] = -1;
    }
  }

  /** Returns whether `key` is at index `p`. `bytes` and `view` are views of the same memory. */
  matches(key: number, bytes: Uint8Array, view: DataView, p: number): boolean {
    if (((view.getInt32(p, true) ^ this.#first[key]!) & this.#mask[key]!) !== 0) return false;
    const length = this.#lengths[key]!;
    if (length <= 4) return true;
    if (length > PADDING && p + length > bytes.length) return false;
    if (view.getInt32(p + length - 4, true) !== this.#last[key]!) return false;
    return length <= 8 || this.#middleMatches(key, bytes, p, length);
  }

  /** Returns the spelling of `key`, including quotes. */
  spellingOf(key: number): Uint8Array {
    const start = this.#starts[key]!;
    return this.#bytes.subarray(start, start + this.#lengths[key]!);
  }

  /** Returns the length of the spelling of `key` in bytes. */
  lengthOf(key: number): number {
    return this.#lengths[key]!;
  }

  /** Returns the key whose spelling is `bytes[from..to)`; -1 if it is not in the table. */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const key = this.#slots[slot]!;
      if (this.#hashes[key] !== hash || this.#lengths[key] !== to - from) continue;
      let i = 0;
      const start = this.#starts[key]!;
      while (i < to - from && this.#bytes[start + i] === bytes[from + i]) i++;
      if (i === to - from) return key;
    }
    return -1;
  }

  /** Adds a spelling that is not in the table and returns its key; -1 if the table is full. */
  add(bytes: Uint8Array, from: number, to: number, hash: number, column: ColumnBuilder | undefined): number {
    const key = this.columns.length;
    if (key === MAX_KEYS) return -1;
    const length = to - from;
    this.#makeRoom(key, length);
    const start = this.#used;
    copyBytes(bytes, from, to, this.#bytes, start);
    this.#used += length;
    const view = new DataView(this.#bytes.buffer);
    this.columns.push(column);
    this.#starts[key] = start;
    this.#lengths[key] = length;
    this.#hashes[key] = hash;
    this.#first[key] = view.getInt32(start, true);
    this.#mask[key] = length >= 4 ? -1 : (1 << (8 * length)) - 1;
    this.#last[key] = length >= 4 ? view.getInt32(start + length - 4, true) : 0;
    this.#place(key);
    return key;
  }

  /** Returns a key for one occurrence of a spelling that is not in the table; it belongs to `column` until the next call. */
  borrow(column: ColumnBuilder | undefined): number {
    this.columns[BORROWED] = column;
    return BORROWED;
  }

  /** Removes the columns: from now on the values of all keys are skipped. */
  forgetColumns(): void {
    this.columns.fill(undefined);
  }

  #middleMatches(key: number, bytes: Uint8Array, p: number, length: number): boolean {
    const start = this.#starts[key]!;
    for (let i = 4; i < length - 4; i++) if (bytes[p + i] !== this.#bytes[start + i]) return false;
    return true;
  }

  #makeRoom(key: number, length: number): void {
    if (key === this.next.length) {
      const room = 2 * key;
      this.next = growInts(this.next, room);
      this.#first = growInts(this.#first, room);
      this.#last = growInts(this.#last, room);
      this.#mask = growInts(this.#mask, room);
      this.#lengths = growInts(this.#lengths, room);
      this.#starts = growInts(this.#starts, room);
      this.#hashes = growInts(this.#hashes, room);
      this.#slots = new Int32Array(4 * room);
      for (let known = BORROWED + 1; known < key; known++) this.#place(known);
    }
    const needed = this.#used + length + PADDING;
    if (needed > this.#bytes.length) this.#bytes = growBytes(this.#bytes, 2 * needed);
  }

  #place(key: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes[key]! & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = key;
  }
}
