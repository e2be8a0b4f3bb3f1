import type { Matrix } from "../core/matrix.ts";
import type { ConstrainedCuts, LeafLimits } from "./criterion.ts";
import { areAllowed, type ValueBounds } from "./node-bounds.ts";
import { RankSorter } from "./rank-sorter.ts";
import type { RegressionCriterion } from "./regression-criterion.ts";
import { RunningMedian } from "./running-median.ts";
import { isSameValue } from "./thresholds.ts";

/**
 * Mean absolute error, for k outputs. Impurity of a node: the mean absolute deviation from its median, averaged
 * over the outputs. Score of a cut: minus the sum of the absolute deviations of both sides from their medians,
 * averaged over the outputs. A median that falls between two targets is their midpoint.
 * Cost O(k n log n) per column and node.
 */
export class AbsoluteErrorCriterion implements RegressionCriterion, ConstrainedCuts {
  readonly width: number;
  readonly payloads: Uint32Array;
  weight = 0;
  impurity = 0;
  baseline = 0;
  score = 0;
  middle = 0;
  readonly #y: Float64Array;
  #given: Float64Array | null = null;
  readonly #weights: Float64Array;
  /**
   * The targets of the node in ascending order, n for each output in turn; and the rank of the p-th row among
   * them.
   */
  readonly #sorted: Float64Array;
  readonly #ranks: Uint32Array;
  readonly #medians: Float64Array;
  readonly #running: RunningMedian;
  /** Sum of the absolute deviations of the first p rows in the order of a column, and of the rows from p on. */
  readonly #before: Float64Array;
  readonly #after: Float64Array;
  /** Their medians; empty without monotonic constraints. */
  #medianBefore = new Float64Array(0);
  #medianAfter = new Float64Array(0);
  readonly #order: Uint32Array;
  /** For each output, the position of each row when all rows are sorted by it. */
  readonly #positions: readonly Uint32Array[];
  readonly #sorter: RankSorter;

  constructor(y: Matrix) {
    this.width = y.columns;
    this.#y = y.data;
    this.payloads = Uint32Array.from({ length: y.rows }, (_, p) => p);
    this.#weights = new Float64Array(y.rows).fill(1);
    this.#sorted = new Float64Array(y.data.length);
    this.#ranks = new Uint32Array(y.data.length);
    this.#medians = new Float64Array(y.columns);
    this.#running = new RunningMedian(y.rows);
    this.#before = new Float64Array(y.rows + 1);
    this.#after = new Float64Array(y.rows + 1);
    this.#order = new Uint32Array(y.rows);
    this.#sorter = new RankSorter(y.rows);
    this.#positions = Array.from({ length: y.columns }, (_, o) => {
      const target = (row: number) => y.data[row * y.columns + o]!;
      const positions = new Uint32Array(y.rows);
      const rows = Uint32Array.from({ length: y.rows }, (_, row) => row);
      rows
        .sort((a, b) => target(a) - target(b) || a - b)
        .forEach((row, position) => {
          positions[row] = position;
        });
      return positions;
    });
  }

  weigh(weights: Float64Array | null): void {
    this.#given = weights;
    if (weights === null) this.#weights.fill(1);
  }

  enter(rows: Int32Array, start: number, end: number): void {
    const n = end - start;
    const k = this.width;
    let weight = 0;
    for (let p = 0; p < n; p++) {
      if (this.#given !== null) this.#weights[p] = this.#given[rows[start + p]!]!;
      weight += this.#weights[p]!;
    }
    let deviation = 0;
    for (let o = 0; o < k; o++) {
      this.#sortTargets(rows, start, n, o);
      this.#running.reset(this.#sorted.subarray(o * n, (o + 1) * n));
      for (let p = 0; p < n; p++) this.#running.add(this.#ranks[o * n + p]!, this.#weights[p]!);
      this.#medians[o] = this.#running.median();
      deviation += this.#running.deviation();
    }
    this.weight = weight;
    this.impurity = deviation / (weight * k);
    this.baseline = -deviation / k;
  }

  /** Fills `#sorted` and `#ranks` for output `o` of the node. */
  #sortTargets(rows: Int32Array, start: number, n: number, o: number): void {
    const k = this.width;
    const sorter = this.#sorter;
    const positions = this.#positions[o]!;
    for (let p = 0; p < n; p++) {
      sorter.keys[p] = positions[rows[start + p]!]!;
      sorter.payloads[p] = p;
    }
    sorter.sort(n, 0, positions.length);
    const { payloads } = sorter;
    for (let rank = 0; rank < n; rank++) {
      const p = payloads[rank]!;
      this.#sorted[o * n + rank] = this.#y[rows[start + p]! * k + o]!;
      this.#ranks[o * n + p] = rank;
    }
  }

  writeValue(target: Float64Array, at: number): void {
    target.set(this.#medians, at);
  }

  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
    bounds: ValueBounds | null = null,
  ): number {
    this.#sumDeviations(payloads, n);
    let best = atLeast;
    let found = -1;
    let leftWeight = 0;
    for (let p = 1; p <= n - limits.samples; p++) {
      leftWeight += this.#weights[payloads[p - 1]!]!;
      if (p < limits.samples || keys[p] === keys[p - 1]) continue;
      const score = this.#cutScore(p, leftWeight, limits.weight, bounds);
      if (score > best && !isSameValue(distinct[keys[p - 1]!]!, distinct[keys[p]!]!)) {
        best = score;
        found = p;
      }
    }
    this.score = best;
    if (bounds !== null && found >= 0) this.middle = this.#middleOf(found);
    return found;
  }

  scoreOf(
    values: Float32Array,
    n: number,
    threshold: number,
    limits: LeafLimits,
    bounds: ValueBounds | null = null,
  ): number {
    const order = this.#order;
    let left = 0;
    let right = n;
    let leftWeight = 0;
    for (let p = 0; p < n; p++) {
      if (values[p]! > threshold) order[--right] = p;
      else {
        order[left++] = p;
        leftWeight += this.#weights[p]!;
      }
    }
    if (left < limits.samples || n - left < limits.samples) return Number.NEGATIVE_INFINITY;
    this.#sumDeviations(order, n);
    if (bounds !== null) this.middle = this.#middleOf(left);
    return this.#cutScore(left, leftWeight, limits.weight, bounds);
  }

  constrained(): ConstrainedCuts {
    this.#medianBefore = new Float64Array(this.#before.length);
    this.#medianAfter = new Float64Array(this.#after.length);
    return this;
  }

  #middleOf(position: number): number {
    return this.#medianBefore[position]! / 2 + this.#medianAfter[position]! / 2;
  }

  #cutScore(position: number, leftWeight: number, leafWeight: number, bounds: ValueBounds | null): number {
    if (leftWeight < leafWeight || this.weight - leftWeight < leafWeight) return Number.NEGATIVE_INFINITY;
    if (bounds !== null && !areAllowed(bounds, this.#medianBefore[position]!, this.#medianAfter[position]!)) {
      return Number.NEGATIVE_INFINITY;
    }
    return -(this.#before[position]! + this.#after[position]!) / this.width;
  }

  /** Fills `#before` and `#after`, and the medians, by running medians from both ends of `order`. */
  #sumDeviations(order: Uint32Array, n: number): void {
    const before = this.#before.fill(0, 0, n + 1);
    const after = this.#after.fill(0, 0, n + 1);
    const hasMedians = this.#medianBefore.length > 0;
    for (let o = 0; o < this.width; o++) {
      const base = o * n;
      const targets = this.#sorted.subarray(base, base + n);
      this.#running.reset(targets);
      for (let p = 0; p < n; p++) {
        this.#running.add(this.#ranks[base + order[p]!]!, this.#weights[order[p]!]!);
        before[p + 1]! += this.#running.deviation();
        if (hasMedians) this.#medianBefore[p + 1] = this.#running.median();
      }
      this.#running.reset(targets);
      for (let p = n - 1; p >= 0; p--) {
        this.#running.add(this.#ranks[base + order[p]!]!, this.#weights[order[p]!]!);
        after[p]! += this.#running.deviation();
        if (hasMedians) this.#medianAfter[p] = this.#running.median();
      }
    }
  }
}
