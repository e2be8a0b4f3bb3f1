import { copyBytes, growBytes, growInts } from "./grow.ts";

/** A set of texts, as UTF-8, numbered from 0 in order of first appearance. */
export class TextTable {
  /** Number of texts. */
  #count = 0;
  #bytes = new Uint8Array(256);
  /** Text i is `#bytes[#ends[i]..#ends[i + 1])`. */
  #ends = new Int32Array(17);
  #hashes = new Int32Array(16);
  /** Hash table with open addressing: 1 + the number of a text, or 0 for a free slot. */
  #slots = new Int32Array(32);

  /** Returns the number of the text `bytes[from..to)`, which is added if it is new; `hash` is its `hashOf`. */
  add(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const number = this.#slots[slot]! - 1;
      if (number < 0) break;
      if (this.#hashes[number] === hash && this.#equals(number, bytes, from, to)) return number;
      slot = (slot + 1) & mask;
    }
    return this.#append(bytes, from, to, hash, slot);
  }

  /** Returns all texts in the order of their numbers. */
  texts(): string[] {
    const { buffer } = this.#bytes;
    const bytes = Buffer.from(buffer);
    return Array.from({ length: this.#count }, (_, i) =>
      bytes.toString("utf8", this.#ends[i]!, this.#ends[i + 1]!),
    );
  }

  #equals(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const own = this.#bytes;
    const start = this.#ends[number]!;
    const length = to - from;
    if (this.#ends[number + 1]! - start !== length) return false;
    for (let i = 0; i < length; i++) if (own[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #append(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const number = this.#count++;
    if (number === this.#hashes.length) {
      this.#hashes = growInts(this.#hashes, 2 * number);
      this.#ends = growInts(this.#ends, 2 * number + 1);
    }
    const start = this.#ends[number]!;
    const end = start + to - from;
    if (end > this.#bytes.length) this.#bytes = growBytes(this.#bytes, Math.max(end, 2 * this.#bytes.length));
    copyBytes(bytes, from, to, this.#bytes, start);
    this.#ends[number + 1] = end;
    this.#hashes[number] = hash;
    this.#slots[slot] = number + 1;
    if (2 * this.#count > this.#slots.length) this.#spread(2 * this.#slots.length);
    return number;
  }

  /** Rebuilds the hash table with `size` slots, a power of two. */
  #spread(size: number): void {
    this.#slots = new Int32Array(size);
    for (let number = 0; number < this.#count; number++) {
      const hash = this.#hashes[number]!;
      let slot = (hash ^ (hash >>> 15)) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = number + 1;
    }
  }
}
