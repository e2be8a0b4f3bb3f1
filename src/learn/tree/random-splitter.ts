import type { Criterion, LeafLimits } from "./criterion.ts";
import { type Constrained, Splitter } from "./splitter.ts";
import { between, isSameValue } from "./thresholds.ts";

/**
 * `splitter="random"`: for every feature drawn one threshold, uniform between its minimum and maximum in the
 * node; the best of these splits is taken.
 */
export class RandomSplitter extends Splitter {
  readonly #criterion: Criterion;
  readonly #limits: LeafLimits;
  readonly #values: Float32Array;
  readonly #constrained: Constrained | null;

  constructor(
    columns: readonly Float32Array[],
    criterion: Criterion,
    limits: LeafLimits,
    maxFeatures: number,
    constrained: Constrained | null = null,
  ) {
    super(columns, maxFeatures);
    this.#criterion = criterion;
    this.#limits = limits;
    this.#constrained = constrained;
    this.#values = new Float32Array(this.places.length);
  }

  protected override tryFeature(feature: number, start: number, end: number): boolean {
    const column = this.current[feature] as Float32Array;
    const { places } = this;
    const values = this.#values;
    const n = end - start;
    let least = column[places[start]!]!;
    let greatest = least;
    for (let p = 0; p < n; p++) {
      const value = column[places[start + p]!]!;
      values[p] = value;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    if (isSameValue(least, greatest)) return false;
    // A threshold in single precision cannot hold more than 32 random bits.
    const threshold = between(least, greatest, this.random.uint32() / 4_294_967_296);
    const score = this.#scoreOf(feature, n, threshold);
    if (score > this.score) {
      this.feature = feature;
      this.score = score;
      this.limit = threshold;
      this.threshold = threshold;
      if (this.#constrained !== null) this.middle = this.#constrained.cuts.middle;
    }
    return true;
  }

  #scoreOf(feature: number, n: number, threshold: number): number {
    const constrained = this.#constrained;
    if (!constrained?.bounds.constrain(feature)) {
      return this.#criterion.scoreOf(this.#values, n, threshold, this.#limits);
    }
    return constrained.cuts.scoreOf(this.#values, n, threshold, this.#limits, constrained.bounds);
  }
}
