import type { FitMonitor } from "../estimator.ts";
import type { Random } from "../random.ts";
import { type BinnedData, binColumns } from "./binned-data.ts";
import { hasStalled } from "./early-stopping.ts";
import { EnsembleBuilder } from "./ensemble-builder.ts";
import type { Loss, RawPredictions } from "./loss.ts";
import { addPredictions, type TreeEnsemble } from "./tree-ensemble.ts";
import { TreeGrower, type TreeLimits } from "./tree-grower.ts";
import type { TreeNode } from "./tree-node.ts";

/** Rows to learn from, column by column. */
export interface TrainingRows {
  /** Numbers with NaN for missing; category numbers where `categoryCounts` has a count. */
  readonly columns: readonly Float64Array[];
  readonly categoryCounts: readonly (number | null)[];
  /** Targets, or class numbers. */
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** Rows that only tell when to stop. */
export interface HeldOutRows {
  /** Row-major, as trees read it. */
  readonly X: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

export interface BoostingOptions {
  readonly learningRate: number;
  readonly maxIterations: number;
  readonly maxBins: number;
  readonly limits: TreeLimits;
  /** When to stop early: after `patience` iterations none of which was better by more than `tolerance`. */
  readonly stopping: { readonly patience: number; readonly tolerance: number } | null;
}

export interface Boosted {
  readonly baseline: Float64Array;
  readonly ensemble: TreeEnsemble;
  readonly iterations: number;
  /** The mean loss before the first and after each iteration; empty without early stopping. */
  readonly trainLosses: readonly number[];
  /** The same on the rows held out. */
  readonly validationLosses: readonly number[];
}

/**
 * Gradient boosting: each iteration grows one tree (or one a class) on the gradients of the loss at the
 * predictions so far and adds it, shrunk by the learning rate. Without `heldOut` rows, stopping looks at the
 * training loss. Reference: Friedman 2001, https://doi.org/10.1214/aos/1013203451.
 */
export function boost(
  rows: TrainingRows,
  heldOut: HeldOutRows | undefined,
  loss: Loss,
  options: BoostingOptions,
  random: Random,
  monitor: FitMonitor,
): Boosted {
  const { y, weights } = rows;
  const { maxIterations, stopping } = options;
  const data = binColumns(rows.columns, rows.categoryCounts, y.length, options.maxBins, weights, random);
  const baseline = loss.baseline(y, weights);
  const training = new Predictions(y, weights, baseline, loss);
  const held = heldOut && new Predictions(heldOut.y, heldOut.weights, baseline, loss);
  const trees = new Iterations(data, loss, options, random);
  const trainLosses = [training.evaluate()];
  const validationLosses = held === undefined ? [] : [held.evaluate()];
  let iterations = 0;
  while (iterations < maxIterations) {
    trees.grow(training);
    iterations++;
    monitor.iteration(iterations, maxIterations);
    if (stopping === null && iterations === maxIterations) break;
    trainLosses.push(training.evaluate());
    if (stopping === null) continue;
    if (held !== undefined) {
      held.add(trees.ensemble.from((iterations - 1) * loss.trees), heldOut!.X);
      validationLosses.push(held.evaluate());
    }
    const watched = held === undefined ? trainLosses : validationLosses;
    if (hasStalled(watched, stopping.patience, stopping.tolerance)) break;
  }
  return {
    baseline,
    ensemble: trees.ensemble.build(),
    iterations,
    trainLosses: stopping === null ? [] : trainLosses,
    validationLosses,
  };
}

/** Rows with what is predicted for them so far, and the gradients there. */
class Predictions {
  readonly y: Float64Array;
  readonly raw: RawPredictions;
  /** One array a tree of an iteration, as `Loss.evaluate` writes it. */
  readonly gradients: readonly Float32Array[];
  readonly #weights: Float64Array | undefined;
  readonly #loss: Loss;

  constructor(y: Float64Array, weights: Float64Array | undefined, baseline: Float64Array, loss: Loss) {
    const length = y.length * (loss.constantHessian ? 1 : 2);
    this.y = y;
    this.raw = Array.from(baseline, (value) => new Float64Array(y.length).fill(value));
    this.gradients = Array.from(baseline, () => new Float32Array(length));
    this.#weights = weights;
    this.#loss = loss;
  }

  /** Brings the gradients up to date; gives the mean loss. */
  evaluate(): number {
    return this.#loss.evaluate(this.y, this.raw, this.#weights, this.gradients);
  }

  /** Adds what the trees of one iteration say of the rows, given row-major. */
  add(trees: TreeEnsemble, X: Float64Array): void {
    const rows = this.y.length;
    this.raw.forEach((raw, k) => {
      addPredictions(trees, k, k + 1, 1, X, rows, X.length / rows, raw);
    });
  }
}

/** The trees of a fit, iteration by iteration. */
class Iterations {
  readonly ensemble: EnsembleBuilder;
  readonly #loss: Loss;
  readonly #learningRate: number;
  readonly #grower: TreeGrower;
  readonly #residuals: Float64Array;

  constructor(data: BinnedData, loss: Loss, { learningRate, limits }: BoostingOptions, random: Random) {
    this.ensemble = new EnsembleBuilder(data);
    this.#loss = loss;
    this.#learningRate = learningRate;
    this.#grower = new TreeGrower(data, loss.constantHessian, limits, random);
    this.#residuals = new Float64Array(loss.leafValue ? data.rows : 0);
  }

  /** Grows the trees of one iteration on the gradients of `rows` and adds them to its predictions. */
  grow({ y, raw, gradients }: Predictions): void {
    for (let k = 0; k < raw.length; k++) {
      const root = this.#grower.grow(gradients[k]!);
      for (const leaf of leavesOf(root)) {
        leaf.value = this.#learningRate * this.#leafValue(leaf, y, raw[k]!);
        addToRows(raw[k]!, this.#grower.indices, leaf.start, leaf.stop, leaf.value);
      }
      this.ensemble.add(root);
    }
  }

  #leafValue({ start, stop, value }: TreeNode, y: Float64Array, raw: Float64Array): number {
    if (this.#loss.leafValue === undefined) return value;
    const residuals = this.#residuals.subarray(0, stop - start);
    const { indices } = this.#grower;
    for (let i = start; i < stop; i++) residuals[i - start] = y[indices[i]!]! - raw[indices[i]!]!;
    return this.#loss.leafValue(residuals);
  }
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

function addToRows(raw: Float64Array, indices: Int32Array, start: number, stop: number, value: number): void {
  for (let i = start; i < stop; i++) raw[indices[i]!]! += value;
}
