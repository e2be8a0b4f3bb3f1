import type { ClassKinds } from "./class-kinds.ts";

/**
 * Sums the weights of each class over rows. Additions alternate between four banks of sums, because adding to
 * the same number repeatedly would have to wait for the previous addition.
 */
export class ClassSums {
  readonly #kinds: ClassKinds;
  readonly #classCount: number;
  readonly #banks: Float64Array;
  #mask = 0;

  constructor(kinds: ClassKinds, classCount: number) {
    this.#kinds = kinds;
    this.#classCount = classCount;
    this.#banks = new Float64Array(4 * classCount);
  }

  /** Writes the class weights of `rows[start … end − 1]` to `sums`, and their kinds to `payloads`. */
  sumRows(rows: Int32Array, start: number, end: number, payloads: Uint32Array, sums: Float64Array): void {
    const { ofRow, classes, weights } = this.#kinds;
    const K = this.#classCount;
    const n = end - start;
    const banks = this.#empty(n);
    const mask = this.#mask;
    for (let p = 0; p < n; p++) {
      const kind = ofRow[rows[start + p]!]!;
      payloads[p] = kind;
      banks[(p & mask) * K + classes[kind]!]! += weights[kind]!;
    }
    this.#addUp(sums);
  }

  /**
   * Writes the class weights of the rows with `values[p] <= threshold` to `sums`; returns the number of these
   * rows.
   */
  sumBelow(
    payloads: Uint32Array,
    values: Float32Array,
    n: number,
    threshold: number,
    sums: Float64Array,
  ): number {
    if (this.#classCount === 2) return this.#sumTwoBelow(payloads, values, n, threshold, sums);
    const { classes, weights } = this.#kinds;
    const K = this.#classCount;
    const banks = this.#empty(n);
    const mask = this.#mask;
    let count = 0;
    for (let p = 0; p < n; p++) {
      // Multiplication instead of a branch, which would be mispredicted half of the time.
      const isLeft = +(values[p]! <= threshold);
      const kind = payloads[p]!;
      banks[(p & mask) * K + classes[kind]!]! += isLeft * weights[kind]!;
      count += isLeft;
    }
    this.#addUp(sums);
    return count;
  }

  /** `sumBelow` for two classes, whose sums fit into registers. */
  #sumTwoBelow(
    payloads: Uint32Array,
    values: Float32Array,
    n: number,
    threshold: number,
    sums: Float64Array,
  ): number {
    const { weights, lastWeights } = this.#kinds;
    let count = 0;
    let sum = 0;
    let last = 0;
    for (let p = 0; p < n; p++) {
      const isLeft = +(values[p]! <= threshold);
      const kind = payloads[p]!;
      count += isLeft;
      sum += isLeft * weights[kind]!;
      last += isLeft * lastWeights[kind]!;
    }
    sums[0] = sum - last;
    sums[1] = last;
    return count;
  }

  /** Clears and returns the banks for sums over `n` rows: a single bank if adding up four would take longer. */
  #empty(n: number): Float64Array {
    this.#mask = n > 8 * this.#classCount ? 3 : 0;
    const banks = this.#banks;
    const used = (this.#mask + 1) * this.#classCount;
    for (let at = 0; at < used; at++) banks[at] = 0;
    return banks;
  }

  #addUp(sums: Float64Array): void {
    const banks = this.#banks;
    const K = this.#classCount;
    for (let k = 0; k < K; k++) sums[k] = banks[k]!;
    for (let bank = 1; bank <= this.#mask; bank++) {
      for (let k = 0; k < K; k++) sums[k]! += banks[bank * K + k]!;
    }
  }
}
