import { ConstrainedSums } from "./constrained-sums.ts";
import type { ConstrainedCuts, Criterion, LeafLimits } from "./criterion.ts";
import { isSameValue } from "./thresholds.ts";

/**
 * Squared error of a single output. Impurity of a node: its variance. Score of a cut: (Σ left)²/L + (Σ
 * right)²/R over deviations from the node's mean, which avoids the loss of digits in sums of raw targets.
 */
export class SquaredErrorCriterion implements Criterion {
  readonly width = 1;
  readonly payloads: Uint32Array;
  weight = 0;
  impurity = 0;
  baseline = 0;
  score = 0;
  #y: Float64Array;
  #given: Float64Array | null = null;
  #mean = 0;
  #total = 0;
  /** Weight and weighted deviation of the p-th row of the node. */
  readonly #weights: Float64Array;
  readonly #deviations: Float64Array;

  /** `y`: one target per row. */
  constructor(y: Float64Array) {
    this.#y = y;
    this.payloads = Uint32Array.from({ length: y.length }, (_, p) => p);
    this.#weights = new Float64Array(y.length).fill(1);
    this.#deviations = new Float64Array(y.length);
  }

  /** Sets the weight of row i to `weights[i]`; null stands for 1 each. */
  weigh(weights: Float64Array | null): void {
    this.#given = weights;
    if (weights === null) this.#weights.fill(1);
  }

  enter(rows: Int32Array, start: number, end: number): void {
    const y = this.#y;
    const given = this.#given;
    const weights = this.#weights;
    const deviations = this.#deviations;
    const n = end - start;
    let weight = n;
    let sum = 0;
    if (given === null) {
      for (let p = 0; p < n; p++) {
        const target = y[rows[start + p]!]!;
        deviations[p] = target;
        sum += target;
      }
    } else {
      weight = 0;
      for (let p = 0; p < n; p++) {
        const row = rows[start + p]!;
        const own = given[row]!;
        weights[p] = own;
        deviations[p] = y[row]!;
        weight += own;
        sum += own * y[row]!;
      }
    }
    const mean = sum / weight;
    let total = 0;
    let squares = 0;
    for (let p = 0; p < n; p++) {
      const deviation = deviations[p]! - mean;
      const weighted = weights[p]! * deviation;
      deviations[p] = weighted;
      total += weighted;
      squares += weighted * deviation;
    }
    this.weight = weight;
    this.#mean = mean;
    this.#total = total;
    this.baseline = (total * total) / weight;
    this.impurity = squares / weight;
  }

  writeValue(target: Float64Array, at: number): void {
    target[at] = this.#mean;
  }

  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
  ): number {
    const weights = this.#weights;
    const deviations = this.#deviations;
    const { samples, weight: leafWeight } = limits;
    const total = this.#total;
    const weight = this.weight;
    let leftSum = 0;
    let leftWeight = 0;
    let best = atLeast;
    let found = -1;
    let previous = keys[0]!;
    const last = n - samples;
    for (let p = 0; p <= last; p++) {
      const key = keys[p]!;
      if (key !== previous) {
        const rightWeight = weight - leftWeight;
        if (p >= samples && leftWeight >= leafWeight && rightWeight >= leafWeight) {
          const rightSum = total - leftSum;
          const score = (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / rightWeight;
          if (score > best && !isSameValue(distinct[previous]!, distinct[key]!)) {
            best = score;
            found = p;
          }
        }
        previous = key;
      }
      const at = payloads[p]!;
      leftSum += deviations[at]!;
      leftWeight += weights[at]!;
    }
    this.score = best;
    return found;
  }

  scoreOf(values: Float32Array, n: number, threshold: number, limits: LeafLimits): number {
    const weights = this.#weights;
    const deviations = this.#deviations;
    let count = 0;
    let leftSum = 0;
    let leftWeight = 0;
    for (let p = 0; p < n; p++) {
      // Multiplication instead of a branch, which would be mispredicted half of the time.
      const isLeft = +(values[p]! <= threshold);
      count += isLeft;
      leftSum += isLeft * deviations[p]!;
      leftWeight += isLeft * weights[p]!;
    }
    if (count < limits.samples || n - count < limits.samples) return Number.NEGATIVE_INFINITY;
    const rightWeight = this.weight - leftWeight;
    if (leftWeight < limits.weight || rightWeight < limits.weight) return Number.NEGATIVE_INFINITY;
    const rightSum = this.#total - leftSum;
    return (leftSum * leftSum) / leftWeight + (rightSum * rightSum) / rightWeight;
  }

  constrained(): ConstrainedCuts {
    return new ConstrainedSums(() => ({
      payloads: this.payloads,
      terms: this.#deviations,
      weights: this.#weights,
      total: this.#total,
      weight: this.weight,
      offset: this.#mean,
      scoreOfSides: scoreOfSquares,
    }));
  }
}

function scoreOfSquares(left: number, leftWeight: number, right: number, rightWeight: number): number {
  return (left * left) / leftWeight + (right * right) / rightWeight;
}
