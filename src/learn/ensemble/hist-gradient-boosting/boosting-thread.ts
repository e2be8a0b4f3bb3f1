import type { BoostingKernels } from "../../simd/boosting-kernels.ts";
import { RECORD_BYTES, RECORD_DOUBLES, SCRATCH_BYTES } from "../../simd/boosting-layout.ts";
import { MAX_PARTS } from "../../threads/lockstep.ts";
import type { BoostingSpace } from "./boosting-space.ts";
import { scanConstrained } from "./constrained-scan.ts";
import type { Loss } from "./loss.ts";
import { lossOf } from "./losses.ts";

/** The kinds of step. Number 0 of a step is its kind; below, (i) stands for its number i, an operand. */
export const STEP = {
  /** A part consists of (1) rows: computes their gradients, and writes the sum of their losses to `parts[0]`. */
  gradients: 0,
  /**
   * A part is a slice: builds the histogram (1) of all rows from the gradients (2), and resets the row numbers.
   */
  root: 1,
  /** A part is a slice: finds the best split of node A from its histogram (1). */
  scan: 2,
  /**
   * A part is a slice: builds the histogram (1) of node A, with the rows `indices[(2) … (3) − 1]`, from the
   * gradients (4); subtracts it from the parent's histogram (5), which becomes that of node B; and finds the
   * best splits of node A if (6) is 1 and of node B if (7) is 1.
   */
  children: 3,
  /**
   * A part consists of (4) of the rows (2) … (3) − 1 of a node: partitions them by feature (1), and writes the
   * number of rows that go left to `parts[0]`.
   */
  part: 4,
  /**
   * With the same parts: moves the rows to their positions, which start at `parts[1]` for the rows that go left and
   * at `parts[2]` for the others.
   */
  place: 5,
  /**
   * A part is a leaf: adds its value, `parts[2]`, to the predictions of tree (1) for its rows, `parts[0]` …
   * `parts[1]` − 1.
   */
  leaves: 6,
} as const;

/** Where a step holds the statistics of nodes A and B: rows, gradient, hessian and loss of each. */
const NODES = 8;
/** Where a step holds, under monotonic constraints, the bounds of nodes A and B: lower, upper and value of each. */
const BOUNDS = 16;

/**
 * One thread's view of a `BoostingSpace`, which performs parts of steps. The result depends only on the step
 * and the part.
 */
export class BoostingThread {
  readonly #space: BoostingSpace;
  readonly #kernels: BoostingKernels;
  readonly #loss: Loss;
  readonly #step: Float64Array;
  readonly #records: Float64Array;
  readonly #parts: readonly Float64Array[];
  readonly #bases: Uint32Array;
  readonly #indices: Int32Array;
  readonly #y: Float64Array;
  readonly #weights: Float64Array | undefined;
  readonly #raw: readonly Float64Array[];
  readonly #gradients: readonly Float32Array[];

  constructor(space: BoostingSpace, kernels: BoostingKernels) {
    const { memory, rows, isPairs } = space;
    const doubles = (at: number, length: number) => new Float64Array(memory.buffer, at, length);
    this.#space = space;
    this.#kernels = kernels;
    this.#loss = lossOf(space.loss);
    this.#step = doubles(space.step, 32);
    this.#records = doubles(space.records, (2 * RECORD_BYTES * space.slices) / 8);
    this.#parts = space.parts.map((at) => doubles(at, MAX_PARTS));
    this.#bases = new Uint32Array(memory.buffer, space.bases, space.features + 1);
    this.#indices = new Int32Array(memory.buffer, space.indices, rows);
    this.#y = doubles(space.y, rows);
    this.#weights = space.weights === 0 ? undefined : doubles(space.weights, rows);
    this.#raw = space.raw.map((at) => doubles(at, rows));
    this.#gradients = space.gradients.map((at) => new Float32Array(memory.buffer, at, rows * (isPairs + 1)));
  }

  /** Performs part number `part` of the present step. */
  perform(part: number): void {
    const step = this.#step;
    switch (step[0]) {
      case STEP.gradients:
        this.#computeGradients(part, step[1]!);
        break;
      case STEP.root:
        this.#buildRoot(part, step[1]!, step[2]!);
        break;
      case STEP.scan:
        this.#scan(part, 0, step[1]!);
        break;
      case STEP.children:
        this.#buildSmaller(part, step[1]!, step[2]!, step[3]!, step[4]!);
        this.#splitChildren(part, step[1]!, step[5]!, step[6] === 1, step[7] === 1);
        break;
      case STEP.part:
        this.#partRows(part, step[1]!, step[2]!, step[3]!, step[4]!);
        break;
      case STEP.place:
        this.#placeRows(part, step[2]!, step[3]!, step[4]!);
        break;
      case STEP.leaves:
        this.#addLeaf(part, step[1]!);
        break;
    }
  }

  #computeGradients(part: number, rowsOfPart: number): void {
    const start = part * rowsOfPart;
    const stop = Math.min(start + rowsOfPart, this.#space.rows);
    this.#parts[0]![part] = this.#loss.evaluate(
      this.#y,
      this.#raw,
      this.#weights,
      this.#gradients,
      start,
      stop,
    );
  }

  #buildRoot(slice: number, histogram: number, gradients: number): void {
    const { memory, rows, features, slices, byRow, counts, bases, isPairs } = this.#space;
    const indices = this.#indices;
    const last = Math.floor(((slice + 1) * rows) / slices);
    for (let i = Math.floor((slice * rows) / slices); i < last; i++) indices[i] = i;
    const [from, to] = this.#features(slice);
    const [start, end] = [this.#bases[from]!, this.#bases[to]!];
    new Uint8Array(memory.buffer).copyWithin(histogram + start, counts + start, counts + end);
    this.#kernels.addAllRows(byRow, features, rows, gradients, isPairs, histogram, bases, from, to);
  }

  #buildSmaller(slice: number, histogram: number, start: number, stop: number, gradients: number): void {
    const { memory, features, byRow, bases, indices, isPairs, scratch } = this.#space;
    const [from, to] = this.#features(slice);
    const [first, end] = [this.#bases[from]!, this.#bases[to]!];
    new Float64Array(memory.buffer, histogram + first, (end - first) / 8).fill(0);
    const own = scratch + slice * SCRATCH_BYTES;
    this.#kernels.addRows(
      byRow,
      features,
      indices,
      start,
      stop,
      gradients,
      isPairs,
      histogram,
      bases,
      from,
      to,
      own,
    );
  }

  /**
   * Derives the histogram of the larger child from the parent's, and finds the best splits of both children.
   */
  #splitChildren(
    slice: number,
    small: number,
    large: number,
    isSmallOpen: boolean,
    isLargeOpen: boolean,
  ): void {
    const { table, bases, isPairs, step, limitsAt, records, areAllCandidates, constraints } = this.#space;
    const [from, to] = this.#features(slice);
    if (isSmallOpen && isLargeOpen && areAllCandidates && constraints === null) {
      const record = 2 * slice * RECORD_BYTES;
      this.#records.fill(0, record / 8, (record + RECORD_BYTES) / 8 + RECORD_DOUBLES);
      const nodes = step + 8 * NODES;
      const best = records + record;
      this.#kernels.subtractAndScan(small, large, table, bases, from, to, isPairs, nodes, limitsAt, best);
      return;
    }
    const [first, end] = [this.#bases[from]!, this.#bases[to]!];
    this.#kernels.subtract(large + first, large + end, small + first);
    if (isSmallOpen) this.#scan(slice, 0, small);
    if (isLargeOpen) this.#scan(slice, 1, large);
  }

  /** Writes the best split of node A (0) or B (1) on a numeric feature of the slice to the slice's record. */
  #scan(slice: number, node: 0 | 1, histogram: number): void {
    const { table, candidates, isPairs, limits, records, constraints } = this.#space;
    const at = NODES + 4 * node;
    const record = (2 * slice + node) * RECORD_BYTES;
    this.#records.fill(0, record / 8, record / 8 + RECORD_DOUBLES);
    const [from, to] = this.#features(slice);
    if (constraints !== null) {
      const best = this.#records.subarray(record / 8, record / 8 + RECORD_DOUBLES);
      this.#scanConstrained(node, histogram, from, to, constraints, best);
      return;
    }
    this.#kernels.scanFeatures(
      histogram,
      table,
      candidates[node],
      from,
      to,
      isPairs,
      this.#step[at]!,
      this.#step[at + 1]!,
      this.#step[at + 2]!,
      this.#step[at + 3]!,
      limits.minSamplesLeaf,
      limits.minHessian,
      limits.l2,
      records + record,
    );
  }

  #scanConstrained(
    node: 0 | 1,
    histogram: number,
    from: number,
    to: number,
    constraints: Int8Array,
    best: Float64Array,
  ): void {
    const { memory, table, candidates, isPairs, limits } = this.#space;
    const sums = NODES + 4 * node;
    const bounds = BOUNDS + 3 * node;
    const statistics = {
      rows: this.#step[sums]!,
      gradient: this.#step[sums + 1]!,
      hessian: this.#step[sums + 2]!,
      lower: this.#step[bounds]!,
      upper: this.#step[bounds + 1]!,
      value: this.#step[bounds + 2]!,
    };
    const doubles = new Float64Array(memory.buffer, histogram);
    const words = new Uint32Array(memory.buffer, table);
    const isCandidate = new Uint8Array(memory.buffer, candidates[node]);
    for (let f = from; f < to; f++) {
      const isCategorical = words[4 * f + 3] !== 0;
      if (isCandidate[f] === 0 || isCategorical) continue;
      const feature = {
        number: f,
        firstBin: words[4 * f]! / 8,
        bins: words[4 * f + 1]!,
        hasMissing: words[4 * f + 2] !== 0,
      };
      scanConstrained(doubles, isPairs ? 3 : 2, feature, constraints[f]!, statistics, limits, best);
    }
  }

  #partRows(part: number, feature: number, start: number, stop: number, rowsOfPart: number): void {
    const { byFeature, rows, goesLeft, indices, spare } = this.#space;
    const first = start + part * rowsOfPart;
    const last = Math.min(first + rowsOfPart, stop);
    const bins = byFeature + feature * rows;
    this.#parts[0]![part] = this.#kernels.part(bins, goesLeft, indices, first, last, spare);
  }

  #placeRows(part: number, start: number, stop: number, rowsOfPart: number): void {
    const { memory, indices, spare } = this.#space;
    const [lefts, toLeft, toRight] = this.#parts;
    const first = start + part * rowsOfPart;
    const last = Math.min(first + rowsOfPart, stop);
    const left = lefts![part]!;
    const from = spare / 4 + first;
    new Uint32Array(memory.buffer).copyWithin(indices / 4 + toLeft![part]!, from, from + left);
    this.#kernels.copyBack(spare + 4 * (last - 1), indices + 4 * toRight![part]!, last - first - left);
  }

  #addLeaf(part: number, tree: number): void {
    const [starts, stops, values] = this.#parts;
    const raw = this.#raw[tree]!;
    const indices = this.#indices;
    const value = values![part]!;
    for (let i = starts![part]!, stop = stops![part]!; i < stop; i++) raw[indices[i]!]! += value;
  }

  /** Returns the first feature of a slice, and one past its last. */
  #features(slice: number): [number, number] {
    const { features, slices } = this.#space;
    return [Math.floor((slice * features) / slices), Math.floor(((slice + 1) * features) / slices)];
  }
}
