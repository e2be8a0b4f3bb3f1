import { ValueError } from "../core/errors.ts";
import { type Kernel, kernelRow, largestValue, squaredNorms } from "./kernel.ts";

/** Number of kernel values computed at once, in double precision, before they are rounded. */
const CHUNK = 512;
/** The largest single-precision number. */
const MAX_SINGLE = (2 - 2 ** -23) * 2 ** 127;

/**
 * A cache of rows of the l × l kernel matrix: rows are computed on demand and evicted least recently used
 * first, within a fixed number of bytes. Values are stored in single precision, as in libsvm, so that twice as
 * many rows fit. A row is computed only as far as requested, which shrinking makes short.
 *
 * The optimiser permutes its variables while it runs (`swap`); `data`, the diagonal and the cached rows are
 * permuted with them.
 */
export class KernelRows {
  /** The memory of all rows; `row` returns the position of one. */
  readonly values: Float32Array;
  /** K(x, x) of every variable, in double precision. */
  readonly diagonal: Float64Array;
  readonly #kernel: Kernel;
  readonly #data: Float64Array;
  readonly #squares: Float64Array;
  readonly #p: number;
  readonly #count: number;
  /** Distance between slots; longer rows are not cached. */
  #stride: number;
  #slots: number;
  #used = 0;
  #clock = 0;
  /** The slot of each variable, or -1. */
  readonly #slotOf: Int32Array;
  /** For each slot: the variable, the number of values computed, and the time of the last use. */
  readonly #owner: Int32Array;
  readonly #length: Int32Array;
  readonly #usedAt: Float64Array;
  readonly #chunk = new Float64Array(CHUNK);
  readonly #single = new Float64Array(1);
  #scratch = 0;

  /**
   * `data` has `count` rows of `p` columns, centred for `rbf` (see `kernelRow`); it is permuted. `bytes` limits
   * the cached rows, of which there is always room for two. Throws `ValueError` if values could be too large
   * for single precision.
   */
  constructor(kernel: Kernel, data: Float64Array, count: number, p: number, bytes: number) {
    this.#kernel = kernel;
    this.#data = data;
    this.#squares = squaredNorms(data, count, p);
    if (!(largestValue(kernel, this.#squares) <= MAX_SINGLE)) {
      throw new ValueError(
        `the values of the kernel ${kernel.name} are too large for this data; scale it before`,
      );
    }
    this.#p = p;
    this.#count = count;
    this.#stride = count;
    const most = Math.max(2, Math.floor(bytes / 4 / count));
    this.#slots = Math.min(count, most);
    // Two rows at the front hold rows that are not cached.
    this.values = new Float32Array((this.#slots + 2) * count);
    this.#slotOf = new Int32Array(count).fill(-1);
    this.#owner = new Int32Array(count).fill(-1);
    this.#length = new Int32Array(count);
    this.#usedAt = new Float64Array(count);
    this.diagonal = new Float64Array(count);
    for (let i = 0; i < count; i++) this.diagonal[i] = this.#value(i, i);
  }

  /**
   * Returns the position in `values` of the first `length` values of row `i`. The positions of the last two
   * rows requested remain valid.
   */
  row(i: number, length: number): number {
    if (length > this.#stride) return this.#passing(i, 0, length);
    let slot = this.#slotOf[i]!;
    if (slot < 0) slot = this.#claim(i);
    this.#usedAt[slot] = ++this.#clock;
    const at = this.#place(slot);
    const known = this.#length[slot]!;
    if (known < length) {
      this.#compute(i, known, length, at + known);
      this.#length[slot] = length;
    }
    return at;
  }

  /**
   * Returns the position of the values `from` … `to` − 1 of row `i`. Unlike `row`, it evicts no other row; the
   * position is valid until the next call.
   */
  part(i: number, from: number, to: number): number {
    const hasRoom = this.#slotOf[i]! >= 0 || this.#used < this.#slots;
    return hasRoom && to <= this.#stride ? this.row(i, to) + from : this.#passing(i, from, to);
  }

  /** Exchanges the variables `first[n]` and `second[n]`, `first[n]` < `second[n]`, all of them different. */
  swap(first: readonly number[], second: readonly number[]): void {
    const p = this.#p;
    for (let n = 0; n < first.length; n++) {
      const i = first[n]!;
      const j = second[n]!;
      exchange(this.diagonal, i, j);
      exchange(this.#squares, i, j);
      exchange(this.#slotOf, i, j);
      exchangeRows(this.#data, p, i, j);
      if (this.#slotOf[i]! >= 0) this.#owner[this.#slotOf[i]!] = i;
      if (this.#slotOf[j]! >= 0) this.#owner[this.#slotOf[j]!] = j;
    }
    for (let slot = 0; slot < this.#used; slot++) this.#swapWithin(slot, first, second);
  }

  #swapWithin(slot: number, first: readonly number[], second: readonly number[]): void {
    const values = this.values;
    const at = this.#place(slot);
    const known = this.#length[slot]!;
    for (let n = 0; n < first.length; n++) {
      const i = first[n]!;
      if (i >= known) continue;
      const j = second[n]!;
      if (j < known) {
        const value = values[at + i]!;
        values[at + i] = values[at + j]!;
        values[at + j] = value;
      } else values[at + i] = this.#value(this.#owner[slot]!, i);
    }
  }

  /**
   * Adapts the slots to rows of `active` variables: if rows had to be evicted, shorter slots hold more of them;
   * if slots are too short, longer ones hold the most recently used rows.
   */
  resizeFor(active: number): void {
    const isFull = this.#used === this.#slots && this.#slots < this.#count;
    if (active > this.#stride) this.#lengthen(active);
    else if (isFull && active < 0.8 * this.#stride) this.#shorten(Math.max(active, 1));
  }

  #shorten(stride: number): void {
    for (let slot = 0; slot < this.#used; slot++) {
      const from = this.#place(slot);
      this.#length[slot] = Math.min(this.#length[slot]!, stride);
      this.values.copyWithin(2 * this.#count + slot * stride, from, from + this.#length[slot]!);
    }
    this.#setStride(stride);
  }

  #lengthen(stride: number): void {
    const before = Array.from({ length: this.#used }, (_, slot) => slot);
    const room = this.#slotsOf(stride);
    const kept = before
      .sort((a, b) => this.#usedAt[b]! - this.#usedAt[a]!)
      .slice(0, room)
      .sort((a, b) => a - b);
    const places = kept.map((slot) => this.#place(slot));
    const move = (n: number) =>
      this.values.copyWithin(2 * this.#count + n * stride, places[n]!, places[n]! + this.#length[kept[n]!]!);
    const goesDown = (n: number) => 2 * this.#count + n * stride <= places[n]!;
    // Their order does not change, so moving rows down from the lowest, and then rows up from the highest,
    // overwrites only rows already moved.
    for (let n = 0; n < kept.length; n++) if (goesDown(n)) move(n);
    for (let n = kept.length - 1; n >= 0; n--) if (!goesDown(n)) move(n);
    const owners = kept.map((slot) => this.#owner[slot]!);
    const lengths = kept.map((slot) => this.#length[slot]!);
    const times = kept.map((slot) => this.#usedAt[slot]!);
    this.#owner.set(owners);
    this.#length.set(lengths);
    this.#usedAt.set(times);
    this.#slotOf.fill(-1);
    owners.forEach((i, slot) => {
      this.#slotOf[i] = slot;
    });
    this.#used = kept.length;
    this.#setStride(stride);
  }

  #setStride(stride: number): void {
    this.#stride = stride;
    this.#slots = this.#slotsOf(stride);
  }

  #slotsOf(stride: number): number {
    return Math.min(this.#count, Math.floor((this.values.length - 2 * this.#count) / stride));
  }

  #place(slot: number): number {
    return 2 * this.#count + slot * this.#stride;
  }

  /** Returns a slot for row `i`: a free one, or that of the least recently used row. */
  #claim(i: number): number {
    let slot = this.#used;
    if (slot < this.#slots) this.#used++;
    else {
      slot = 0;
      for (let s = 1; s < this.#slots; s++) if (this.#usedAt[s]! < this.#usedAt[slot]!) slot = s;
      this.#slotOf[this.#owner[slot]!] = -1;
    }
    this.#owner[slot] = i;
    this.#length[slot] = 0;
    this.#slotOf[i] = slot;
    return slot;
  }

  #passing(i: number, from: number, to: number): number {
    const at = this.#scratch === 0 ? this.#count : 0;
    this.#scratch = at;
    const slot = this.#slotOf[i]!;
    const known = slot < 0 ? from : Math.min(Math.max(this.#length[slot]!, from), to);
    if (known > from) this.values.copyWithin(at, this.#place(slot) + from, this.#place(slot) + known);
    this.#compute(i, known, to, at + known - from);
    return at;
  }

  #compute(i: number, from: number, to: number, at: number): void {
    const p = this.#p;
    const data = this.#data;
    const squares = this.#squares;
    const chunk = this.#chunk;
    for (let start = from; start < to; start += CHUNK) {
      const end = Math.min(start + CHUNK, to);
      kernelRow(this.#kernel, data, squares, p, i, start, end, chunk);
      round(chunk, end - start, this.values, at + start - from);
    }
  }

  #value(i: number, j: number): number {
    kernelRow(this.#kernel, this.#data, this.#squares, this.#p, i, j, j + 1, this.#single);
    return this.#single[0]!;
  }
}

/** Exchanges two entries. */
export function exchange(array: Float64Array | Int32Array, i: number, j: number): void {
  const value = array[i]!;
  array[i] = array[j]!;
  array[j] = value;
}

/** Rounds the first `count` values of `source` to single precision, into `target` starting at `at`. */
function round(source: Float64Array, count: number, target: Float32Array, at: number): void {
  for (let k = 0; k < count; k++) target[at + k] = source[k]!;
}

function exchangeRows(data: Float64Array, p: number, i: number, j: number): void {
  for (let a = i * p, b = j * p, end = a + p; a < end; a++, b++) {
    const value = data[a]!;
    data[a] = data[b]!;
    data[b] = value;
  }
}
