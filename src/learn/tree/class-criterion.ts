import { ClassKinds } from "./class-kinds.ts";
import { ClassSums } from "./class-sums.ts";
import { ConstrainedSums } from "./constrained-sums.ts";
import type { ConstrainedCuts, Criterion, LeafLimits } from "./criterion.ts";
import { isSameValue } from "./thresholds.ts";

/** Up to this total weight, x·log2(x) is looked up in a table. */
const MAX_TABLE = 1 << 22;

/**
 * Gini impurity or entropy of K classes. Impurity of a node in which class k has the fraction qₖ of the weight:
 * gini 1 − Σ qₖ², entropy −Σ qₖ log2 qₖ (`log_loss` is a synonym). Score of a cut into sides with class weights
 * lₖ and rₖ, in total L and R: gini Σ lₖ²/L + Σ rₖ²/R; entropy Σ lₖ log2 lₖ − L log2 L, plus the same for the
 * right side.
 */
export class ClassCriterion implements Criterion {
  readonly width: number;
  readonly payloads: Uint32Array;
  weight = 0;
  impurity = 0;
  baseline = 0;
  score = 0;
  readonly #isGini: boolean;
  readonly #kinds: ClassKinds;
  readonly #sums: ClassSums;
  readonly #total: Float64Array;
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  /** Sum of the squares of `#total`. */
  #squares = 0;
  /** x·log2(x) for integers x; empty unless all weights are integers. */
  #table = new Float64Array(0);

  constructor(criterion: "gini" | "entropy" | "log_loss", codes: Int32Array, classCount: number) {
    this.#isGini = criterion === "gini";
    this.width = classCount;
    this.payloads = new Uint32Array(codes.length);
    this.#kinds = new ClassKinds(codes, classCount);
    this.#sums = new ClassSums(this.#kinds, classCount);
    this.#total = new Float64Array(classCount);
    this.#left = new Float64Array(classCount);
    this.#right = new Float64Array(classCount);
  }

  /** Sets the weight of row i of class k to `counts[i] · classWeights[k]`; null stands for counts of 1. */
  weigh(counts: Int32Array | null, classWeights: Float64Array): void {
    this.#kinds.weigh(counts, classWeights);
    const sum = this.#kinds.wholeSum;
    if (this.#isGini || sum < 0 || sum > MAX_TABLE) this.#table = new Float64Array(0);
    else if (this.#table.length <= sum) {
      this.#table = Float64Array.from({ length: sum + 1 }, (_, x) => (x === 0 ? 0 : x * Math.log2(x)));
    }
  }

  /** Sets the weight of each row, which is positive for every row that is learnt. */
  weighRows(weights: Float64Array): void {
    this.#kinds.weighRows(weights);
    this.#table = new Float64Array(0);
  }

  enter(rows: Int32Array, start: number, end: number): void {
    const total = this.#total;
    this.#sums.sumRows(rows, start, end, this.payloads, total);
    let weight = 0;
    let squares = 0;
    for (let k = 0; k < total.length; k++) {
      weight += total[k]!;
      squares += total[k]! * total[k]!;
    }
    this.weight = weight;
    this.#squares = squares;
    if (this.#isGini) {
      this.baseline = squares / weight;
      this.impurity = 1 - squares / (weight * weight);
    } else {
      this.baseline = this.#negativeEntropy(total, weight);
      this.impurity = Math.max(0, -this.baseline / weight);
    }
  }

  writeValue(target: Float64Array, at: number): void {
    const total = this.#total;
    for (let k = 0; k < total.length; k++) target[at + k] = total[k]! / this.weight;
  }

  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
  ): number {
    if (this.#isGini && this.width === 2) {
      return this.#bestBinaryCut(keys, payloads, n, distinct, limits, atLeast);
    }
    const { classes: kindClass, weights: kindWeight } = this.#kinds;
    const left = this.#left;
    const right = this.#right;
    const isGini = this.#isGini;
    const { samples, weight: leafWeight } = limits;
    for (let k = 0; k < left.length; k++) {
      left[k] = 0;
      right[k] = this.#total[k]!;
    }
    let leftSum = 0;
    let rightSum = this.weight;
    let leftSquares = 0;
    let rightSquares = this.#squares;
    let best = atLeast;
    let found = -1;
    let previous = keys[0]!;
    const last = n - samples;
    for (let p = 0; p <= last; p++) {
      const key = keys[p]!;
      if (key !== previous) {
        if (p >= samples && leftSum >= leafWeight && rightSum >= leafWeight) {
          const score = isGini
            ? leftSquares / leftSum + rightSquares / rightSum
            : this.#negativeEntropy(left, leftSum) + this.#negativeEntropy(right, rightSum);
          if (score > best && !isSameValue(distinct[previous]!, distinct[key]!)) {
            best = score;
            found = p;
          }
        }
        previous = key;
      }
      const kind = payloads[p]!;
      const k = kindClass[kind]!;
      const weight = kindWeight[kind]!;
      const l = left[k]!;
      const r = right[k]!;
      leftSquares += weight * (2 * l + weight);
      rightSquares -= weight * (2 * r - weight);
      left[k] = l + weight;
      right[k] = r - weight;
      leftSum += weight;
      rightSum -= weight;
    }
    this.score = best;
    return found;
  }

  /** `bestCut` for gini and two classes, whose sums fit into registers. */
  #bestBinaryCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
  ): number {
    const { weights: kindWeight, lastWeights: kindLast } = this.#kinds;
    const { samples, weight: leafWeight } = limits;
    const weight = this.weight;
    const total = this.#total[1]!;
    let leftSum = 0;
    let leftLast = 0;
    let best = atLeast;
    let found = -1;
    let previous = keys[0]!;
    const last = n - samples;
    for (let p = 0; p <= last; p++) {
      const key = keys[p]!;
      if (key !== previous) {
        const rightSum = weight - leftSum;
        if (p >= samples && leftSum >= leafWeight && rightSum >= leafWeight) {
          const leftFirst = leftSum - leftLast;
          const rightLast = total - leftLast;
          const rightFirst = rightSum - rightLast;
          const score =
            (leftFirst * leftFirst + leftLast * leftLast) / leftSum +
            (rightFirst * rightFirst + rightLast * rightLast) / rightSum;
          if (score > best && !isSameValue(distinct[previous]!, distinct[key]!)) {
            best = score;
            found = p;
          }
        }
        previous = key;
      }
      const kind = payloads[p]!;
      leftSum += kindWeight[kind]!;
      leftLast += kindLast[kind]!;
    }
    this.score = best;
    return found;
  }

  scoreOf(values: Float32Array, n: number, threshold: number, limits: LeafLimits): number {
    const left = this.#left;
    const right = this.#right;
    const count = this.#sums.sumBelow(this.payloads, values, n, threshold, left);
    if (count < limits.samples || n - count < limits.samples) return Number.NEGATIVE_INFINITY;
    let leftSum = 0;
    let leftSquares = 0;
    let rightSquares = 0;
    for (let k = 0; k < left.length; k++) {
      const l = left[k]!;
      const r = this.#total[k]! - l;
      right[k] = r;
      leftSum += l;
      leftSquares += l * l;
      rightSquares += r * r;
    }
    const rightSum = this.weight - leftSum;
    if (leftSum < limits.weight || rightSum < limits.weight) return Number.NEGATIVE_INFINITY;
    return this.#isGini
      ? leftSquares / leftSum + rightSquares / rightSum
      : this.#negativeEntropy(left, leftSum) + this.#negativeEntropy(right, rightSum);
  }

  /** The value of a side is the fraction of the first class. */
  constrained(): ConstrainedCuts {
    return new ConstrainedSums(() => ({
      payloads: this.payloads,
      terms: this.#kinds.firstWeights,
      weights: this.#kinds.weights,
      total: this.#total[0]!,
      weight: this.weight,
      offset: 0,
      scoreOfSides: (left, leftWeight, right, rightWeight) =>
        this.#scoreOfSide(left, leftWeight, this.#left) + this.#scoreOfSide(right, rightWeight, this.#right),
    }));
  }

  /** Returns the part of a score that a side of two classes has; `counts` is working space. */
  #scoreOfSide(first: number, weight: number, counts: Float64Array): number {
    const last = weight - first;
    if (this.#isGini) return (first * first + last * last) / weight;
    counts[0] = first;
    counts[1] = last;
    return this.#negativeEntropy(counts, weight);
  }

  /** Returns Σ cₖ log2 cₖ − C log2 C: minus the weight times the entropy. */
  #negativeEntropy(counts: Float64Array, sum: number): number {
    const table = this.#table;
    if (table.length > 0) {
      let result = -table[sum]!;
      for (let k = 0; k < counts.length; k++) result += table[counts[k]!]!;
      return result;
    }
    let result = sum > 0 ? -sum * Math.log2(sum) : 0;
    for (let k = 0; k < counts.length; k++) {
      const count = counts[k]!;
      if (count > 0) result += count * Math.log2(count);
    }
    return result;
  }
}
