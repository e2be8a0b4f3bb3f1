import type { FitMonitor } from "../../core/fit-monitor.ts";
import { Random } from "../../core/random.ts";
import { divideBySum } from "../../linalg/divide-by-sum.ts";
import { boundedLeafValues } from "../../tree/bounded-leaves.ts";
import { type GrownTree, LEAF } from "../../tree/grown-tree.ts";
import { columnsOf, type SingleMatrix } from "../../tree/single-precision.ts";
import { SquaredErrorCriterion } from "../../tree/squared-error-criterion.ts";
import { ForestWriter, type StoredForest } from "../../tree/stored-forest.ts";
import { type TrainingData, trainingData, treeGrower } from "../../tree/training-data.ts";
import type { TreeGrower } from "../../tree/tree-grower.ts";
import type { BoostingLoss } from "./boosting-loss.ts";
import type { BoostingOptions } from "./boosting-parameters.ts";

/** Rows held back for early stopping. */
export interface Holdout {
  readonly X: SingleMatrix;
  readonly y: Int32Array | Float64Array;
  /** Null for equal weights. */
  readonly weights: Float64Array | null;
}

/** The result of gradient boosting. */
interface BoostedTrees {
  /** Stage by stage, one tree per output; the leaves hold the learning rate times their step. */
  readonly forest: StoredForest;
  readonly init: Float64Array;
  readonly importances: Float64Array;
  readonly stages: number;
}

/**
 * Gradient boosting. In each stage a tree is fitted to the negative gradient of the loss, its leaves are set to
 * the step that reduces the loss most, and `learningRate` times that step is added to the prediction. Monotonic constraints,
 * which scikit-learn's estimators of this kind do not have, limit both the splits and the steps.
 * References: Friedman, Greedy function approximation, 2001, doi:10.1214/aos/1013203451; for `subsample`,
 * Friedman, Stochastic gradient boosting, 2002, doi:10.1016/S0167-9473(01)00065-2.
 */
export class BoostingStages {
  readonly #options: BoostingOptions;
  readonly #loss: BoostingLoss;
  readonly #data: TrainingData;
  readonly #grower: TreeGrower;
  readonly #random: Random;
  readonly #gradient: Float64Array;
  readonly #raw: Float64Array;
  readonly #inBag: Uint8Array;
  /** The weights of rows; null for equal weights. */
  readonly #weights: Float64Array | null;
  /** Whether each stage sees all rows. */
  readonly #seesAll: boolean;
  readonly #init: Float64Array;
  readonly #writer: ForestWriter;
  readonly #importances: Float64Array;

  constructor(X: SingleMatrix, loss: BoostingLoss, weights: Float64Array | null, options: BoostingOptions) {
    this.#options = options;
    this.#loss = loss;
    this.#data = trainingData(X, "best");
    this.#random = new Random(options.limits.seed);
    this.#gradient = new Float64Array(X.rows);
    const criterion = new SquaredErrorCriterion(this.#gradient);
    criterion.weigh(weights);
    this.#grower = treeGrower(this.#data, criterion, options.limits);
    this.#inBag = new Uint8Array(X.rows).fill(1);
    this.#weights = weights;
    this.#seesAll = options.subsample === 1 && (weights === null || weights.every((weight) => weight > 0));
    this.#init = options.startsAtZero ? new Float64Array(loss.outputs) : loss.start();
    this.#raw = repeat(this.#init, X.rows);
    this.#writer = new ForestWriter(X.columns, 1);
    this.#importances = new Float64Array(X.columns);
  }

  /**
   * Runs all stages, or until the loss on `holdout` has not improved for `noChangeLimit` stages. Without a holdout, the
   * progress is reported with the loss on the training rows, whose targets are `y`.
   */
  run(y: Holdout["y"], holdout: Holdout | null, monitor: FitMonitor): BoostedTrees {
    const { stages, noChangeLimit, tolerance } = this.#options;
    const watched = holdout === null ? null : new HoldoutPredictions(holdout, this.#init);
    // No more entries than stages can be filled.
    const remembered = Math.min(noChangeLimit, stages);
    const history = new Float64Array(remembered).fill(Number.POSITIVE_INFINITY);
    const trainLoss = () => this.#loss.meanLoss(this.#raw, y, this.#weights);
    let done = 0;
    while (done < stages) {
      this.#stage(watched);
      done++;
      if (watched === null) {
        monitor.iteration(done, stages, trainLoss);
        continue;
      }
      const loss = this.#loss.meanLoss(watched.raw, watched.y, watched.weights);
      monitor.iteration(done, stages, loss);
      if (!history.some((earlier) => loss + tolerance < earlier)) break;
      history[(done - 1) % remembered] = loss;
    }
    return {
      forest: this.#writer.finish(),
      init: this.#init,
      importances: divideBySum(this.#importances),
      stages: done,
    };
  }

  /** Fits one tree per output, all at the same raw predictions. */
  #stage(watched: HoldoutPredictions | null): void {
    const { outputs } = this.#loss;
    const inBag = this.#drawRows();
    this.#loss.prepare(this.#raw);
    for (let k = 0; k < outputs; k++) {
      this.#loss.gradient(this.#raw, k, this.#gradient);
      const { rows } = this.#grower;
      for (let row = 0, n = 0; n < inBag; row++) if (this.#inBag[row] === 1) rows[n++] = row;
      const tree = this.#grower.grow(inBag, this.#random);
      tree.addImportances(this.#importances);
      this.#takeSteps(tree, k);
      watched?.add(tree, k, outputs);
      this.#writer.add(tree);
    }
  }

  /** Sets the leaves of `tree` and adds them to the raw predictions of output `k`. */
  #takeSteps(tree: GrownTree, k: number): void {
    const { outputs } = this.#loss;
    const { learningRate } = this.#options;
    const raw = this.#raw;
    const { rows } = this.#grower;
    const stepOf = this.#stepsOf(tree);
    for (const leaf of tree.leaves()) {
      const start = tree.start[leaf]!;
      const end = tree.end[leaf]!;
      const move = learningRate * stepOf(leaf);
      tree.value[leaf] = move;
      for (let at = start; at < end; at++) raw[rows[at]! * outputs + k]! += move;
    }
    if (this.#seesAll) return;
    const { columns } = this.#data;
    for (let row = 0; row < this.#inBag.length; row++) {
      if (this.#inBag[row] === 0) raw[row * outputs + k]! += tree.value[tree.leafOf(columns, row)]!;
    }
  }

  /** Returns a function that returns the step of a leaf. */
  #stepsOf(tree: GrownTree): (leaf: number) => number {
    const { monotonic } = this.#options.limits;
    const step = (node: number, mean: number) =>
      this.#loss.leafStep(
        this.#grower.rows,
        tree.start[node]!,
        tree.end[node]!,
        this.#raw,
        this.#gradient,
        mean,
      );
    if (monotonic === null) return (leaf) => step(leaf, tree.value[leaf]!);
    // The values of the tree are limited already, so that they may differ from the means.
    const steps = boundedLeafValues(
      0,
      (node) => {
        const [left, right] = [tree.left[node]!, tree.right[node]!];
        return left === LEAF ? null : { column: tree.feature[node]!, left, right };
      },
      (node) => step(node, this.#meanGradient(tree, node)),
      monotonic,
    );
    return (leaf) => steps.get(leaf)!;
  }

  #meanGradient(tree: GrownTree, node: number): number {
    const { rows } = this.#grower;
    const end = tree.end[node]!;
    let [sum, total] = [0, 0];
    for (let at = tree.start[node]!; at < end; at++) {
      const row = rows[at]!;
      const weight = this.#weights?.[row] ?? 1;
      sum += weight * this.#gradient[row]!;
      total += weight;
    }
    return sum / total;
  }

  /** Chooses the rows of a stage, without those of weight 0; returns their number. */
  #drawRows(): number {
    if (this.#seesAll) return this.#inBag.length;
    const drawn = this.#draw();
    const weights = this.#weights;
    if (weights === null) return drawn;
    const isKept = (row: number) => this.#inBag[row] === 1 && weights[row]! > 0;
    // All rows drawn may have the weight 0: then the stage sees all others.
    const isEmpty = !weights.some((_, row) => isKept(row));
    let kept = 0;
    for (let row = 0; row < weights.length; row++) {
      this.#inBag[row] = (isEmpty ? weights[row]! > 0 : isKept(row)) ? 1 : 0;
      kept += this.#inBag[row]!;
    }
    return kept;
  }

  /** Draws rows without replacement; returns their number. */
  #draw(): number {
    const rows = this.#inBag.length;
    const { subsample } = this.#options;
    if (subsample === 1) {
      this.#inBag.fill(1);
      return rows;
    }
    const wanted = Math.max(1, Math.floor(subsample * rows));
    for (let row = 0, missing = wanted; row < rows; row++) {
      const isTaken = this.#random.next() * (rows - row) < missing;
      this.#inBag[row] = isTaken ? 1 : 0;
      if (isTaken) missing--;
    }
    return wanted;
  }
}

/** Rows held back, and their raw predictions so far. */
class HoldoutPredictions {
  readonly y: Int32Array | Float64Array;
  readonly weights: Float64Array | null;
  readonly raw: Float64Array;
  readonly #columns: readonly Float32Array[];

  constructor({ X, y, weights }: Holdout, init: Float64Array) {
    this.y = y;
    this.weights = weights;
    this.raw = repeat(init, X.rows);
    this.#columns = columnsOf(X);
  }

  /** Adds the leaves of `tree` to the raw predictions of output `k`. */
  add(tree: GrownTree, k: number, outputs: number): void {
    for (let row = 0; row < this.y.length; row++) {
      this.raw[row * outputs + k]! += tree.value[tree.leafOf(this.#columns, row)]!;
    }
  }
}

/** Returns `rows` copies of `values`, one after another. */
function repeat(values: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(rows * values.length);
  for (let i = 0; i < rows; i++) result.set(values, i * values.length);
  return result;
}
