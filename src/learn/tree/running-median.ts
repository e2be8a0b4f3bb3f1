/**
 * The weighted median of a growing set of numbers and the sum of absolute deviations from it: a Fenwick tree
 * over the ranks of the numbers. O(log n) per operation.
 * Reference: Fenwick, A new data structure for cumulative frequency tables, 1994, doi:10.1002/spe.4380240306.
 */
export class RunningMedian {
  #sorted: Float64Array = new Float64Array(0);
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;
  #size = 0;
  #top = 0;
  #totalWeight = 0;
  #totalSum = 0;
  #present: Uint8Array;

  constructor(capacity: number) {
    this.#weights = new Float64Array(capacity + 1);
    this.#sums = new Float64Array(capacity + 1);
    this.#present = new Uint8Array(capacity);
  }

  /**
   * Empties the set. The numbers to be added are those of `sorted`, which is ascending, each identified by its
   * rank.
   */
  reset(sorted: Float64Array): void {
    this.#sorted = sorted;
    this.#size = sorted.length;
    this.#top = 1 << (31 - Math.clz32(Math.max(1, sorted.length)));
    this.#weights.fill(0, 0, sorted.length + 1);
    this.#sums.fill(0, 0, sorted.length + 1);
    this.#present.fill(0, 0, sorted.length);
    this.#totalWeight = 0;
    this.#totalSum = 0;
  }

  /** Adds the number of rank `rank` with a `weight` > 0. */
  add(rank: number, weight: number): void {
    const sum = weight * this.#sorted[rank]!;
    this.#present[rank] = 1;
    this.#totalWeight += weight;
    this.#totalSum += sum;
    for (let at = rank + 1; at <= this.#size; at += at & -at) {
      this.#weights[at]! += weight;
      this.#sums[at]! += sum;
    }
  }

  /**
   * Returns the smallest number with more than half of the weight at or below it; if exactly half is below, the
   * midpoint of two.
   */
  median(): number {
    this.#search();
    return this.#median;
  }

  /** Returns Σ weight · |number − median|. */
  deviation(): number {
    this.#search();
    const median = this.#median;
    const above = this.#totalSum - this.#belowSum - median * (this.#totalWeight - this.#belowWeight);
    return Math.max(0, above + median * this.#belowWeight - this.#belowSum);
  }

  #median = 0;
  #belowWeight = 0;
  #belowSum = 0;

  /** Finds the median, and the weight and sum of the numbers below it. */
  #search(): void {
    const half = this.#totalWeight / 2;
    let at = 0;
    let weight = 0;
    let sum = 0;
    for (let step = this.#top; step > 0; step >>= 1) {
      const next = at + step;
      if (next > this.#size || weight + this.#weights[next]! > half) continue;
      at = next;
      weight += this.#weights[next]!;
      sum += this.#sums[next]!;
    }
    const upper = this.#sorted[at]!;
    this.#belowWeight = weight;
    this.#belowSum = sum;
    this.#median = upper;
    if (weight !== half) return;
    let lower = at - 1;
    while (lower >= 0 && this.#present[lower] === 0) lower--;
    if (lower >= 0) this.#median = this.#sorted[lower]! / 2 + upper / 2;
  }
}
