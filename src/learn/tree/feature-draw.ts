import type { Random } from "../core/random.ts";

/**
 * Draws the features to try at a node, at random without replacement: `quota` of them, and more until one is
 * not constant in the node. A feature known to be constant from an ancestor counts as drawn but is not looked
 * at.
 *
 * The first `known` entries of the order are the features that are constant in the node; each node starts with
 * its parent's.
 */
export class FeatureDraw {
  /** Number of features that are constant in the node, once the draw is finished. */
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

  /** Begins a tree that draws from `random`; forgets the constants of the tree before. */
  restart(random: Random): void {
    this.#random = random;
    for (let j = 0; j < this.#order.length; j++) this.#order[j] = j;
  }

  /** Begins a node whose parent has `known` constant features. */
  begin(known: number): void {
    this.#known = known;
    this.constants = known;
    this.#found = 0;
    this.#drawnConstants = 0;
    this.#visited = 0;
    this.#end = this.#order.length;
  }

  /** Returns the next feature to try, or -1. Call `used` or `constant` for it before the next call. */
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

  /** Records that the last feature can split the node. */
  used(): void {
    this.#swap(this.#at, --this.#end);
  }

  /** Records that the last feature is constant in the node. */
  constant(): void {
    this.#swap(this.#at, this.constants);
    this.#found++;
    this.constants++;
  }

  /** Restores the order of the ancestors' constants for the siblings, and keeps those found here. */
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
