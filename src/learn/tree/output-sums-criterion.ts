import type { Matrix } from "../core/matrix.ts";
import { ConstrainedSums } from "./constrained-sums.ts";
import type { ConstrainedCuts, LeafLimits } from "./criterion.ts";
import type { RegressionCriterion } from "./regression-criterion.ts";
import { isSameValue } from "./thresholds.ts";

/**
 * Criteria over k outputs whose score follows from the sums Sₖ over each side (weight W), averaged over the
 * outputs. Squared error: impurity is the variance, score Σ Sₖ²/W over deviations from the node's mean.
 * Poisson: impurity is half the deviance Σ w y ln(y / mean) / W, score Σ Sₖ ln(Sₖ / W); a side whose targets
 * are all 0 is not allowed.
 */
export class OutputSumsCriterion implements RegressionCriterion {
  readonly width: number;
  readonly payloads: Uint32Array;
  weight = 0;
  impurity = 0;
  baseline = 0;
  score = 0;
  readonly #y: Float64Array;
  readonly #isPoisson: boolean;
  #given: Float64Array | null = null;
  readonly #weights: Float64Array;
  /** What is summed: k numbers per row of the node. */
  readonly #terms: Float64Array;
  readonly #mean: Float64Array;
  readonly #total: Float64Array;
  readonly #left: Float64Array;

  constructor(y: Matrix, isPoisson: boolean) {
    this.width = y.columns;
    this.#y = y.data;
    this.#isPoisson = isPoisson;
    this.payloads = Uint32Array.from({ length: y.rows }, (_, p) => p);
    this.#weights = new Float64Array(y.rows).fill(1);
    this.#terms = new Float64Array(y.data.length);
    this.#mean = new Float64Array(y.columns);
    this.#total = new Float64Array(y.columns);
    this.#left = new Float64Array(y.columns);
  }

  weigh(weights: Float64Array | null): void {
    this.#given = weights;
    if (weights === null) this.#weights.fill(1);
  }

  enter(rows: Int32Array, start: number, end: number): void {
    const k = this.width;
    const y = this.#y;
    const terms = this.#terms;
    const mean = this.#mean.fill(0);
    const total = this.#total.fill(0);
    let weight = 0;
    for (let at = start, p = 0; at < end; at++, p++) {
      const row = rows[at]!;
      if (this.#given !== null) this.#weights[p] = this.#given[row]!;
      const own = this.#weights[p]!;
      weight += own;
      for (let o = 0; o < k; o++) mean[o]! += own * y[row * k + o]!;
    }
    for (let o = 0; o < k; o++) mean[o]! /= weight;
    let impurity = 0;
    for (let at = start, p = 0; at < end; at++, p++) {
      const row = rows[at]!;
      const own = this.#weights[p]!;
      for (let o = 0; o < k; o++) {
        const target = y[row * k + o]!;
        const deviation = target - mean[o]!;
        const term = own * (this.#isPoisson ? target : deviation);
        terms[p * k + o] = term;
        total[o]! += term;
        if (!this.#isPoisson) impurity += term * deviation;
        else if (target > 0) impurity += term * Math.log(target / mean[o]!);
      }
    }
    this.weight = weight;
    this.impurity = impurity / (weight * k);
    this.baseline = this.#sideScore(total, weight);
  }

  writeValue(target: Float64Array, at: number): void {
    target.set(this.#mean, at);
  }

  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
  ): number {
    const k = this.width;
    const terms = this.#terms;
    const left = this.#left.fill(0);
    let leftWeight = 0;
    let best = atLeast;
    let found = -1;
    const last = n - limits.samples;
    for (let p = 0; p <= last; p++) {
      const key = keys[p]!;
      if (p >= limits.samples && key !== keys[p - 1]) {
        const score = this.#cutScore(leftWeight, limits.weight);
        if (score > best && !isSameValue(distinct[keys[p - 1]!]!, distinct[key]!)) {
          best = score;
          found = p;
        }
      }
      const at = payloads[p]!;
      for (let o = 0; o < k; o++) left[o]! += terms[at * k + o]!;
      leftWeight += this.#weights[at]!;
    }
    this.score = best;
    return found;
  }

  scoreOf(values: Float32Array, n: number, threshold: number, limits: LeafLimits): number {
    const k = this.width;
    const left = this.#left.fill(0);
    let leftWeight = 0;
    let count = 0;
    for (let p = 0; p < n; p++) {
      if (values[p]! > threshold) continue;
      count++;
      for (let o = 0; o < k; o++) left[o]! += this.#terms[p * k + o]!;
      leftWeight += this.#weights[p]!;
    }
    if (count < limits.samples || n - count < limits.samples) return Number.NEGATIVE_INFINITY;
    return this.#cutScore(leftWeight, limits.weight);
  }

  constrained(): ConstrainedCuts {
    return new ConstrainedSums(() => ({
      payloads: this.payloads,
      terms: this.#terms,
      weights: this.#weights,
      total: this.#total[0]!,
      weight: this.weight,
      offset: this.#isPoisson ? 0 : this.#mean[0]!,
      scoreOfSides: (left, leftWeight) => {
        this.#left[0] = left;
        return this.#cutScore(leftWeight, 0);
      },
    }));
  }

  /** The score of sending the rows summed in `#left` left; −∞ if that is not allowed. */
  #cutScore(leftWeight: number, leafWeight: number): number {
    const rightWeight = this.weight - leftWeight;
    if (leftWeight < leafWeight || rightWeight < leafWeight) return Number.NEGATIVE_INFINITY;
    const left = this.#left;
    let score = 0;
    for (let o = 0; o < left.length; o++) {
      const l = left[o]!;
      const r = this.#total[o]! - l;
      if (!this.#isPoisson) score += (l * l) / leftWeight + (r * r) / rightWeight;
      else if (l <= Number.EPSILON || r <= Number.EPSILON) return Number.NEGATIVE_INFINITY;
      else score += l * Math.log(l / leftWeight) + r * Math.log(r / rightWeight);
    }
    return score / left.length;
  }

  #sideScore(sums: Float64Array, weight: number): number {
    let score = 0;
    for (const sum of sums) {
      if (!this.#isPoisson) score += (sum * sum) / weight;
      else if (sum > 0) score += sum * Math.log(sum / weight);
    }
    return score / sums.length;
  }
}
