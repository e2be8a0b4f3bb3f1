import type { FitMonitor } from "../../core/fit-monitor.ts";
import type { Random } from "../../core/random.ts";
import type { Helpers } from "../../threads/helpers.ts";
import { MAX_PARTS } from "../../threads/lockstep.ts";
import { boundedLeafValues } from "../../tree/bounded-leaves.ts";
import { addEnsemblePredictions } from "./add-predictions.ts";
import { type BinnedData, binColumns, bytesOfBins } from "./binned-data.ts";
import { BoostingLead, rowsOfPart } from "./boosting-lead.ts";
import { bytesOfSpace, layOut } from "./boosting-space.ts";
import { STEP } from "./boosting-thread.ts";
import { hasStalled } from "./early-stopping.ts";
import { EnsembleBuilder } from "./ensemble-builder.ts";
import { HistogramGrower, type TreeLimits } from "./histogram-grower.ts";
import type { Loss, RawPredictions } from "./loss.ts";
import { type LossChoice, lossOf } from "./losses.ts";
import { SharedMemory } from "./shared-memory.ts";
import { MIN_HESSIAN_TO_SPLIT } from "./split.ts";
import type { TreeEnsemble } from "./tree-ensemble.ts";
import type { TreeNode } from "./tree-node.ts";

/** Rows to learn from, column by column. */
export interface TrainingRows {
  /** Numbers with NaN for missing, or category numbers where `categoryCounts` has a count. */
  readonly columns: readonly Float64Array[];
  readonly categoryCounts: readonly (number | null)[];
  /** Targets, or class numbers. */
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  /** The monotonic constraint of each column: -1, 0 or 1; null if there is none. */
  readonly monotonic: Int8Array | null;
}

/** Rows that only decide when to stop. */
export interface HeldOutRows {
  /** Row-major, in the encoding that trees read. */
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** The options of `boost`. */
interface BoostOptions {
  readonly learningRate: number;
  readonly maxIterations: number;
  readonly maxBins: number;
  readonly limits: TreeLimits;
  /** When to stop early: after `noChangeLimit` iterations without an improvement by more than `tolerance`. */
  readonly stopping: { readonly noChangeLimit: number; readonly tolerance: number } | null;
}

/** The result of `boost`. */
export interface Boosted {
  readonly baseline: Float64Array;
  readonly ensemble: TreeEnsemble;
  readonly iterations: number;
  /** The mean loss before the first and after each iteration; empty without early stopping. */
  readonly trainLosses: readonly number[];
  /** The same on the rows held out. */
  readonly validationLosses: readonly number[];
  /** The raw predictions of the training rows, for each tree of an iteration. */
  readonly raw: RawPredictions;
  /** The raw predictions of the rows held out. */
  readonly heldOutRaw: RawPredictions | undefined;
}

/** Number of histograms allocated at first; more are added if trees have more leaves. */
const USUAL_HISTOGRAMS = 40;
/**
 * This many values (rows times columns) for each helper: the threads meet several times at every node, which costs more than it
 * saves on small tables. On two busy cores, two threads took 2 to 3 times as long as one on 20,000 values, 1.2 times on
 * 600,000, and as long on 8,000,000.
 */
const VALUES_PER_HELPER = 4_000_000;
/** For this product of rows, columns and trees, boosting takes as long as starting a thread. */
const WORK_PER_HELPER = 20_000_000;
/** Computing a gradient and its loss costs as much as adding this many values to a histogram. */
const WORK_OF_GRADIENT = 8;

/**
 * Gradient boosting: each iteration grows one tree (or one per class) on the gradients of the loss at the
 * present predictions, and adds it, multiplied by the learning rate. Without `heldOut` rows, early stopping
 * uses the training loss. `helpers` share the work and do not affect the result.
 * Reference: Friedman 2001, https://doi.org/10.1214/aos/1013203451.
 */
export function boost(
  rows: TrainingRows,
  heldOut: HeldOutRows | undefined,
  choice: LossChoice,
  options: BoostOptions,
  random: Random,
  monitor: FitMonitor,
  helpers: Helpers,
): Boosted {
  const { y, weights, monotonic } = rows;
  const { maxIterations, stopping, limits } = options;
  const loss = lossOf(choice);
  const n = y.length;
  const p = rows.columns.length;
  const wanted = helpersFor(n, p, loss.trees * maxIterations, helpers);
  const isPairs = !loss.constantHessian;
  const bytes = (histograms: number) =>
    bytesOfBins(n, p) + bytesOfSpace(n, p, loss.trees, isPairs, wanted + 1, histograms);
  const shared = new SharedMemory(
    bytes(Math.min(limits.maxLeafNodes + 1, USUAL_HISTOGRAMS)),
    bytes(limits.maxLeafNodes + 1),
  );
  const data = binColumns(rows.columns, rows.categoryCounts, n, options.maxBins, weights, random, shared, {
    helpers,
    wanted,
  });
  const baseline = loss.baseline(y, weights);
  const splitLimits = {
    minSamplesLeaf: limits.minSamplesLeaf,
    minHessian: MIN_HESSIAN_TO_SPLIT,
    l2: limits.l2,
  };
  const space = layOut(
    shared,
    data,
    choice,
    y,
    weights,
    baseline,
    splitLimits,
    limits.maxFeatures === 1,
    wanted + 1,
    monotonic && Int8Array.from(data.features, ({ column }) => monotonic[column]!),
  );
  const lead = new BoostingLead(space, helpers, wanted);
  try {
    const training = new Training(lead, data, shared, loss, options, random);
    const held = heldOut && new HeldOutPredictions(heldOut, baseline, loss);
    const trainLosses = [training.evaluate()];
    const validationLosses = held === undefined ? [] : [held.evaluate()];
    let iterations = 0;
    while (iterations < maxIterations) {
      training.grow();
      iterations++;
      if (stopping === null && iterations === maxIterations) {
        monitor.iteration(iterations, maxIterations);
        break;
      }
      trainLosses.push(training.evaluate());
      if (held !== undefined) {
        held.add(training.ensemble.from((iterations - 1) * loss.trees));
        validationLosses.push(held.evaluate());
      }
      const watched = held === undefined ? trainLosses : validationLosses;
      monitor.iteration(iterations, maxIterations, watched.at(-1));
      if (stopping === null) continue;
      if (hasStalled(watched, stopping.noChangeLimit, stopping.tolerance)) break;
    }
    lead.end();
    return {
      baseline,
      ensemble: training.ensemble.build(),
      iterations,
      trainLosses: stopping === null ? [] : trainLosses,
      validationLosses,
      raw: training.raw,
      heldOutRaw: held?.raw,
    };
  } catch (error) {
    lead.abandon();
    throw error;
  }
}

/** Returns how many helpers are worth using. */
function helpersFor(rows: number, columns: number, trees: number, helpers: Helpers): number {
  const most = Math.max(0, Math.min(helpers.count, columns - 1));
  if (helpers.sharesSmallFits) return most;
  const values = rows * columns;
  return Math.min(
    most,
    Math.floor(values / VALUES_PER_HELPER),
    Math.floor((values * trees) / WORK_PER_HELPER),
  );
}

/** Rows held out, and their raw predictions so far. */
class HeldOutPredictions {
  readonly raw: RawPredictions;
  readonly #rows: HeldOutRows;
  readonly #gradients: readonly Float32Array[];
  readonly #loss: Loss;
  readonly #weight: number;

  constructor(rows: HeldOutRows, baseline: Float64Array, loss: Loss) {
    const n = rows.y.length;
    this.#rows = rows;
    this.raw = Array.from(baseline, (value) => new Float64Array(n).fill(value));
    this.#gradients = Array.from(baseline, () => new Float32Array(n * (loss.constantHessian ? 1 : 2)));
    this.#loss = loss;
    this.#weight = totalWeight(n, rows.weights);
  }

  /** Returns the mean loss. */
  evaluate(): number {
    const { y, weights } = this.#rows;
    return this.#loss.evaluate(y, this.raw, weights, this.#gradients, 0, y.length) / this.#weight;
  }

  /** Adds the predictions of the trees of one iteration. */
  add(trees: TreeEnsemble): void {
    const { X, y } = this.#rows;
    const rows = y.length;
    this.raw.forEach((raw, k) => {
      addEnsemblePredictions(trees, k, k + 1, 1, X, rows, X.length / rows, raw);
    });
  }
}

/** The training rows with their raw predictions so far, and the trees of the fit, iteration by iteration. */
class Training {
  readonly ensemble: EnsembleBuilder;
  readonly #lead: BoostingLead;
  readonly #loss: Loss;
  readonly #learningRate: number;
  readonly #grower: HistogramGrower;
  readonly #weight: number;
  readonly #weights: Float64Array | undefined;
  readonly #y: Float64Array;
  readonly #raw: readonly Float64Array[];
  readonly #parts: readonly Float64Array[];
  readonly #residuals: Float64Array;

  constructor(
    lead: BoostingLead,
    data: BinnedData,
    shared: SharedMemory,
    loss: Loss,
    { learningRate, limits }: BoostOptions,
    random: Random,
  ) {
    const { memory, y, weights, raw, parts } = lead.space;
    const doubles = (at: number, length = data.rows) => new Float64Array(memory.buffer, at, length);
    this.ensemble = new EnsembleBuilder(data);
    this.#lead = lead;
    this.#loss = loss;
    this.#learningRate = learningRate;
    this.#grower = new HistogramGrower(data, limits, lead, shared, random);
    this.#weights = weights === 0 ? undefined : doubles(weights);
    this.#weight = totalWeight(data.rows, this.#weights);
    this.#y = doubles(y);
    this.#raw = raw.map((at) => doubles(at));
    this.#parts = parts.map((at) => doubles(at, MAX_PARTS));
    this.#residuals = new Float64Array(loss.leafValue ? data.rows : 0);
  }

  /** The raw predictions of the training rows so far; this memory changes as trees are added. */
  get raw(): RawPredictions {
    return this.#raw;
  }

  /** Updates the gradients and returns the mean loss. */
  evaluate(): number {
    const rows = this.#y.length;
    const size = rowsOfPart(rows);
    const count = Math.ceil(rows / size);
    this.#lead.step(count, rows * WORK_OF_GRADIENT, [STEP.gradients, size]);
    let sum = 0;
    for (let part = 0; part < count; part++) sum += this.#parts[0]![part]!;
    return sum / this.#weight;
  }

  /** Grows the trees of one iteration on the gradients and adds them to the predictions. */
  grow(): void {
    for (let k = 0; k < this.#raw.length; k++) {
      const root = this.#grower.grow(k);
      const leaves = leavesOf(root);
      this.#setLeafValues(root, leaves, this.#raw[k]!);
      for (let first = 0; first < leaves.length; first += MAX_PARTS) {
        this.#addLeaves(leaves.slice(first, first + MAX_PARTS), k);
      }
      this.ensemble.add(root);
    }
  }

  #addLeaves(leaves: readonly TreeNode[], tree: number): void {
    const [starts, stops, values] = this.#parts;
    leaves.forEach(({ start, stop, value }, part) => {
      starts![part] = start;
      stops![part] = stop;
      values![part] = value;
    });
    this.#lead.step(leaves.length, this.#y.length, [STEP.leaves, tree]);
  }

  /** Gives the leaves their final values, learning rate included. */
  #setLeafValues(root: TreeNode, leaves: readonly TreeNode[], raw: Float64Array): void {
    const { constraints } = this.#lead.space;
    const bounded =
      constraints === null || this.#loss.leafValue === undefined
        ? undefined
        : boundedLeafValues(root, splitOf, (node) => this.#leafValue(node, raw), constraints);
    for (const leaf of leaves)
      leaf.value = this.#learningRate * (bounded?.get(leaf) ?? this.#leafValue(leaf, raw));
  }

  #leafValue({ start, stop, value }: TreeNode, raw: Float64Array): number {
    if (this.#loss.leafValue === undefined) return value;
    const residuals = this.#residuals.subarray(0, stop - start);
    const { indices } = this.#grower;
    for (let i = start; i < stop; i++) residuals[i - start] = this.#y[indices[i]!]! - raw[indices[i]!]!;
    const own =
      this.#weights && Float64Array.from(indices.subarray(start, stop), (row) => this.#weights![row]!);
    return this.#loss.leafValue(residuals, own);
  }
}

function totalWeight(rows: number, weights: Float64Array | undefined): number {
  return weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0);
}

function splitOf({ left, right, split }: TreeNode) {
  return left === null || right === null ? null : { column: split!.feature, left, right };
}

function leavesOf(root: TreeNode): TreeNode[] {
  const leaves: TreeNode[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.left === null || node.right === null) leaves.push(node);
    else pending.push(node.right, node.left);
  }
  return leaves;
}
