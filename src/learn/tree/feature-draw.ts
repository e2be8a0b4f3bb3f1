import type { Random } from "../core/random.ts";

/**
 * Draws the features a node may be split by: at random without replacement, `quota` of them and more until one
 * is not constant in the node. Features known to be constant from an ancestor count when drawn but cost nothing.
 *
 * The first `known` entries of the order are constant in the node; each node starts from its parent's constants.
 */
export class FeatureDraw {
  /** Features that are constant in the node, once the draw is over. */
  constants = 0;
  readonly #quota: number;
  #random: Random;
  readonly #order: Int32Array;
  readonly #constantOrder: Int32Array;
  #known = 0;
  #found = 0;
  #drawnConstants = 0;
  #visited = 0;
  #end = 0;
  #at = 0;

  constructor(features: number, quota: number, random: Random) {
    this.#quota = quota;
    this.#random = random;
    this.#order = Int32Array.from({ length: features }, (_, j) => j);
    this.#constantOrder = new Int32Array(features);
  }

  /** Starts a tree, which draws from `random` and knows nothing of trees before it. */
  restart(random: Random): void {
    this.#random = random;
    for (let j = 0; j < this.#order.length; j++) this.#order[j] = j;
  }

  /** Starts a node whose parent has `known` constant features. */
  begin(known: number): void {
    this.#known = known;
    this.constants = known;
    this.#found = 0;
    this.#drawnConstants = 0;
    this.#visited = 0;
    this.#end = this.#order.length;
  }

  /** The next feature to try, or -1. Tell by `used` or `constant` what it was before the next call. */
  next(): number {
    const order = this.#order;
    while (
      this.#end > this.constants &&
      (this.#visited < this.#quota || this.#visited <= this.#found + this.#drawnConstants)
    ) {
      this.#visited++;
      const drawn = this.#drawnConstants + this.#random.pick(this.#end - this.#found - this.#drawnConstants);
      if (drawn < this.#known) {
        this.#swap(drawn, this.#drawnConstants++);
        continue;
      }
      this.#at = drawn + this.#found;
      return order[this.#at]!;
    }
    return -1;
  }

  /** The feature given last can split the node. */
  used(): void {
    this.#swap(this.#at, --this.#end);
  }

  /** The feature given last is constant in the node. */
  constant(): void {
    this.#swap(this.#at, this.constants);
    this.#found++;
    this.constants++;
  }

  /** Puts the constants of the ancestors back in order, for the siblings, and keeps those found here. */
  finish(): void {
    const order = this.#order;
    const constantOrder = this.#constantOrder;
    for (let j = 0; j < this.#known; j++) order[j] = constantOrder[j]!;
    for (let j = this.#known; j < this.constants; j++) constantOrder[j] = order[j]!;
  }

  #swap(i: number, j: number): void {
    const order = this.#order;
    const feature = order[i]!;
    order[i] = order[j]!;
    order[j] = feature;
  }
}
