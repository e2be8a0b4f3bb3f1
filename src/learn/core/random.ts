/**
 * A stream of random numbers that depends only on its seed: xoshiro128** by Blackman and Vigna
 * (https://prng.di.unimi.it/), with its 128 bits filled from the seed by splitmix32. The stream of a seed is the
 * same on every machine.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  /** The second number of a pair of normal ones. */
  #spare = Number.NaN;

  /** `seed` is an integer from 0 to 2³² − 1: scikit-learn's `random_state`. */
  constructor(seed: number) {
    let state = seed >>> 0;
    const split = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = state ^ (state >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = split();
    this.#b = split();
    this.#c = split();
    this.#d = split();
  }

  /** Returns 32 random bits as an integer from 0 to 2³² − 1. */
  uint32(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Returns a number in [0, 1) with 53 random bits. */
  next(): number {
    return ((this.uint32() >>> 5) * 67_108_864 + (this.uint32() >>> 6)) / 9_007_199_254_740_992;
  }

  /** Returns an integer from 0 to `bound` − 1, all equally likely; `bound` is at most 2³². */
  below(bound: number): number {
    // Draws from the incomplete end of the range are discarded; otherwise small numbers would be more likely.
    const limit = 4_294_967_296 - (4_294_967_296 % bound);
    for (;;) {
      const value = this.uint32();
      if (value < limit) return value % bound;
    }
  }

  /**
   * Returns an integer from 0 to `count` − 1 with a single multiplication, for hot loops. Several times faster
   * than `below`, but the probabilities differ by a relative amount of up to `count` / 2³².
   */
  pick(count: number): number {
    return Math.floor((this.uint32() * count) / 4_294_967_296);
  }

  /** Returns a standard normal number, by Marsaglia's polar method. */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Shuffles `values` in place (Fisher and Yates); every order is equally likely. */
  shuffle<T extends Int32Array | Uint32Array>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const value = values[i]!;
      values[i] = values[j]!;
      values[j] = value;
    }
    return values;
  }

  /** Returns the integers 0 … `count` − 1 in random order. */
  permutation(count: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: count }, (_, i) => i));
  }

  /** Returns `size` distinct integers from 0 … `count` − 1, in random order. `size` is at most `count`. */
  sample(count: number, size: number): Int32Array {
    return this.permutation(count).slice(0, size);
  }

  /**
   * Returns a new, independent stream, for code whose numbers should not depend on how many numbers other code draws.
   */
  fork(): Random {
    return new Random(this.uint32());
  }
}
