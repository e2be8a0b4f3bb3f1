import { type ScanKernel, scanKernel } from "../simd/screening-kernels.ts";
import type { PackedRows } from "./packed-rows.ts";

/** Number of vectors compared with each row at a time. */
export const SCREEN_VECTORS = 4;
/** Maximum number of rows compared at a time: they stay in the processor's first-level cache. */
export const SCREEN_ROWS = 1024;
/** The threshold of an unused slot: no product reaches it. */
export const UNREACHABLE = 2 ** 31 - 1;

/** Bytes of working space that a screen needs in a `PackedRows` of `columns` columns. */
export function screenBytes(columns: number): number {
  return ((columns + 1) >> 1) * 16 + 16 + SCREEN_ROWS * SCREEN_VECTORS * 2;
}

/**
 * Finds the pairs of a packed row x and one of four vectors q with x·q + bias(x) ≥ threshold(q), in units, by
 * the kernel `scan`. Pairs come in ascending order of rows.
 */
export class RowScreen {
  readonly #packed: PackedRows;
  readonly #kernel: ScanKernel;
  readonly #block: Int32Array;
  readonly #hits: Int32Array;
  /** The row and the slot of each pair found by the last `scan`. */
  readonly rows = new Int32Array(SCREEN_ROWS * SCREEN_VECTORS);
  readonly slots = new Uint8Array(SCREEN_ROWS * SCREEN_VECTORS);

  /**
   * Creates a screen over rows packed with at least `screenBytes` of working space; returns undefined if there
   * is no kernel.
   */
  static over(packed: PackedRows): RowScreen | undefined {
    const kernel = scanKernel(packed.pairs, packed.memory);
    return kernel && new RowScreen(packed, kernel);
  }

  private constructor(packed: PackedRows, kernel: ScanKernel) {
    this.#packed = packed;
    this.#kernel = kernel;
    const { memory, spaceAt, groupBytes } = packed;
    this.#block = new Int32Array(memory.buffer, spaceAt, groupBytes / 4 + SCREEN_VECTORS);
    this.#hits = new Int32Array(memory.buffer, spaceAt + groupBytes + 16, (SCREEN_ROWS * SCREEN_VECTORS) / 2);
  }

  /** Loads the packed vector that starts at `values[from]` into slot 0, 1, 2 or 3. */
  setVector(slot: number, values: Int32Array, from: number): void {
    const block = this.#block;
    const end = this.#packed.pairs * SCREEN_VECTORS;
    for (let to = slot, at = from; to < end; to += SCREEN_VECTORS, at++) block[to] = values[at]!;
  }

  /** Sets the threshold of a slot, a 32-bit integer. */
  setNumber(slot: number, number: number): void {
    this.#block[this.#packed.pairs * SCREEN_VECTORS + slot] = number;
  }

  /** Compares `count` rows starting at row `start`, both multiples of 8; returns the number of pairs found. */
  scan(start: number, count: number): number {
    const { groups, groupBytes, rowsAt, biasesAt, spaceAt, rows: total } = this.#packed;
    const out = spaceAt + groupBytes + 16;
    const from = rowsAt + (start / 4) * groupBytes;
    const end = rowsAt + Math.min(groups, (start + count) / 4) * groupBytes;
    const written = this.#kernel(from, end, biasesAt + start * 4, spaceAt, out);
    const hits = this.#hits;
    const foundRows = this.rows;
    const foundSlots = this.slots;
    const length = (written - out) / 4;
    let found = 0;
    for (let at = 0; at < length; at += 2) {
      const first = ((hits[at]! - rowsAt) / groupBytes) * 4;
      const slot = hits[at + 1]! >> 4;
      for (let lanes = hits[at + 1]! & 15; lanes !== 0; lanes &= lanes - 1) {
        const row = first + 31 - Math.clz32(lanes & -lanes);
        if (row >= total) continue;
        foundRows[found] = row;
        foundSlots[found++] = slot;
      }
    }
    return found;
  }
}
