import type { ConstrainedCuts, LeafLimits } from "./criterion.ts";
import { areAllowed, type ValueBounds } from "./node-bounds.ts";
import { isSameValue } from "./thresholds.ts";

/** What a criterion tells about the node it has entered, if score and values of a cut follow from sums over its sides. */
export interface SideSums {
  /** The payload of the p-th row of the node. */
  readonly payloads: Uint32Array;
  /** The term and the weight of a row, by its payload; and their sums over the node. */
  readonly terms: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
  readonly weight: number;
  /** The value of a side is this plus its sum of terms, divided by its weight. */
  readonly offset: number;
  /** Returns the score of a cut from the sums of terms and of weights of its sides; −∞ if it is not allowed. */
  scoreOfSides(left: number, leftWeight: number, right: number, rightWeight: number): number;
}

/** `ConstrainedCuts` for a criterion of sums. */
export class ConstrainedSums implements ConstrainedCuts {
  score = 0;
  middle = 0;
  readonly #sums: () => SideSums;
  /** The middle of the cut that was scored last. */
  #middle = 0;

  /** `sums` is called once for each column and node. */
  constructor(sums: () => SideSums) {
    this.#sums = sums;
  }

  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
    bounds: ValueBounds,
  ): number {
    const sums = this.#sums();
    const { terms, weights } = sums;
    let left = 0;
    let leftWeight = 0;
    let best = atLeast;
    let found = -1;
    const last = n - limits.samples;
    for (let p = 0; p <= last; p++) {
      const key = keys[p]!;
      if (p >= limits.samples && key !== keys[p - 1]) {
        const score = this.#cutScore(sums, left, leftWeight, limits, bounds);
        if (score > best && !isSameValue(distinct[keys[p - 1]!]!, distinct[key]!)) {
          best = score;
          found = p;
          this.middle = this.#middle;
        }
      }
      const at = payloads[p]!;
      left += terms[at]!;
      leftWeight += weights[at]!;
    }
    this.score = best;
    return found;
  }

  scoreOf(
    values: Float32Array,
    n: number,
    threshold: number,
    limits: LeafLimits,
    bounds: ValueBounds,
  ): number {
    const sums = this.#sums();
    const { payloads, terms, weights } = sums;
    let left = 0;
    let leftWeight = 0;
    let count = 0;
    for (let p = 0; p < n; p++) {
      if (values[p]! > threshold) continue;
      count++;
      left += terms[payloads[p]!]!;
      leftWeight += weights[payloads[p]!]!;
    }
    if (count < limits.samples || n - count < limits.samples) return Number.NEGATIVE_INFINITY;
    const score = this.#cutScore(sums, left, leftWeight, limits, bounds);
    this.middle = this.#middle;
    return score;
  }

  #cutScore(
    sums: SideSums,
    left: number,
    leftWeight: number,
    limits: LeafLimits,
    bounds: ValueBounds,
  ): number {
    const right = sums.total - left;
    const rightWeight = sums.weight - leftWeight;
    if (leftWeight < limits.weight || rightWeight < limits.weight) return Number.NEGATIVE_INFINITY;
    const leftValue = sums.offset + left / leftWeight;
    const rightValue = sums.offset + right / rightWeight;
    if (!areAllowed(bounds, leftValue, rightValue)) return Number.NEGATIVE_INFINITY;
    this.#middle = leftValue / 2 + rightValue / 2;
    return sums.scoreOfSides(left, leftWeight, right, rightWeight);
  }
}
