import { listNames, ValueError } from "../../core/errors.ts";
import type { FitMonitor } from "../../core/fit-monitor.ts";
import { Random } from "../../core/random.ts";
import { checkSound, isWhole } from "../../core/restored.ts";
import type { Table } from "../../core/table.ts";
import { takeDoubles } from "../../core/take.ts";
import type { Fold } from "../../model-selection/fold.ts";
import { checkHeldBackWeights } from "../../model-selection/held-back-weights.ts";
import type { Helpers } from "../../threads/helpers.ts";
import { monotonicConstraints } from "../../tree/monotonic-constraints.ts";
import { addEnsemblePredictions } from "./add-predictions.ts";
import { type Boosted, boost, type HeldOutRows, type TrainingRows } from "./boosting.ts";
import { checkHeldOutRows, holdOutRows } from "./early-stopping.ts";
import { type FeatureCategories, FeatureEncoder, learnCategories } from "./feature-encoder.ts";
import type { HistBoostingOptions } from "./hist-boosting-parameters.ts";
import type { LossChoice } from "./losses.ts";
import { checkEnsemble, type TreeEnsemble } from "./tree-ensemble.ts";

/** With more rows than this, `early_stopping: "auto"` is on. */
const EARLY_STOPPING_ROWS = 10_000;

/** What both estimators learn. */
export interface BoostedState {
  /** The categories of each column; null for a numeric column. */
  readonly categories: FeatureCategories;
  /** The initial raw predictions, one number per tree of an iteration. */
  readonly baseline: Float64Array;
  readonly n_iter: number;
  readonly trees: TreeEnsemble;
  /** Minus the mean loss before the first and after each iteration; empty without early stopping. */
  readonly train_score: Float64Array;
  /** The same on the rows held out. */
  readonly validation_score: Float64Array;
}

/** The targets of a fit: numbers, or class numbers by which held-out rows are stratified. */
interface BoostingTargets {
  readonly y: Float64Array;
  readonly isClass: boolean;
  readonly weights: Float64Array | undefined;
}

/** Returns whether boosting on `rows` rows may stop before its last iteration. */
function stopsEarly({ early_stopping }: HistBoostingOptions, rows: number): boolean {
  return early_stopping === "auto" ? rows > EARLY_STOPPING_ROWS : early_stopping;
}

/**
 * Throws `ValueError` if early stopping needs held-out rows and there are too few rows. `classes` has the class
 * of each row; null for a regressor.
 */
export function checkEarlyStopping(
  parameters: HistBoostingOptions,
  rows: number,
  classes: Float64Array | null,
): void {
  const { validation_fraction } = parameters;
  if (validation_fraction === null || !stopsEarly(parameters, rows)) return;
  checkHeldOutRows(rows, validation_fraction, classes);
}

/** The result of a fit. */
interface BoostedFit {
  readonly state: BoostedState;
  /** The raw predictions of the training rows, as `BoostedPredictor.raw` returns them. */
  readonly raw: Float64Array;
}

/**
 * Learns the categories, holds rows out for early stopping, and boosts.
 * Throws `ValueError` for unusable columns, if too few rows could be held out, and if those or the others have no weight.
 */
export function fitBoosted(
  X: Table,
  targets: BoostingTargets,
  loss: LossChoice,
  parameters: HistBoostingOptions,
  owner: string,
  monitor: FitMonitor,
  helpers: Helpers,
): BoostedFit {
  const { categorical_features, max_bins, random_state } = parameters;
  const categories = learnCategories(X, categorical_features, max_bins, owner);
  const columns = new FeatureEncoder(categories, owner).columns(X);
  const random = new Random(random_state);
  const isStopping = stopsEarly(parameters, X.rows);
  const { train, heldOut, fold } = isStopping
    ? splitTargets(columns, targets, parameters.validation_fraction, random)
    : { train: { ...targets, columns }, heldOut: undefined, fold: undefined };
  const categoryCounts = categories.map((list) => list?.length ?? null);
  const boosted = boost(
    { ...train, categoryCounts, monotonic: constraintsOf(X, categories, parameters) },
    heldOut,
    loss,
    optionsOf(parameters, isStopping),
    random,
    monitor,
    helpers,
  );
  return { state: stateOf(boosted, categories), raw: rawOf(boosted, X.rows, fold) };
}

/** Throws `ValueError` for constraints on columns that are not there, or that hold categories. */
function constraintsOf(
  { names }: Table,
  categories: FeatureCategories,
  { monotonic_cst }: HistBoostingOptions,
): Int8Array | null {
  const constraints = monotonicConstraints(monotonic_cst, names);
  const refused = names.filter(
    (_, j) => constraints !== null && constraints[j] !== 0 && categories[j] !== null,
  );
  if (refused.length === 0) return constraints;
  throw new ValueError(
    `monotonic_cst is for columns of numbers; it names columns of categories: ${listNames(refused)}`,
  );
}

/**
 * Joins the raw predictions of training and held-out rows in the order of the table, row-major. `fold` tells
 * which rows were held out.
 */
function rawOf({ raw, heldOutRaw }: Boosted, rows: number, fold: Fold | undefined): Float64Array {
  const K = raw.length;
  const joined = new Float64Array(rows * K);
  raw.forEach((values, k) => {
    for (let i = 0; i < values.length; i++) joined[(fold?.train[i] ?? i) * K + k] = values[i]!;
    const held = heldOutRaw?.[k];
    for (let i = 0; held !== undefined && i < held.length; i++) joined[fold!.test[i]! * K + k] = held[i]!;
  });
  return joined;
}

function optionsOf(parameters: HistBoostingOptions, isStopping: boolean) {
  return {
    learningRate: parameters.learning_rate,
    maxIterations: parameters.max_iter,
    maxBins: parameters.max_bins,
    limits: {
      maxLeafNodes: parameters.max_leaf_nodes ?? Number.POSITIVE_INFINITY,
      maxDepth: parameters.max_depth ?? Number.POSITIVE_INFINITY,
      minSamplesLeaf: parameters.min_samples_leaf,
      l2: parameters.l2_regularization,
      maxFeatures: parameters.max_features,
    },
    stopping: isStopping ? { noChangeLimit: parameters.n_iter_no_change, tolerance: parameters.tol } : null,
  };
}

function stateOf(boosted: Boosted, categories: FeatureCategories): BoostedState {
  return {
    categories,
    baseline: boosted.baseline,
    n_iter: boosted.iterations,
    trees: boosted.ensemble,
    train_score: Float64Array.from(boosted.trainLosses, (value) => -value),
    validation_score: Float64Array.from(boosted.validationLosses, (value) => -value),
  };
}

interface SplitRows {
  readonly train: Omit<TrainingRows, "categoryCounts" | "monotonic">;
  readonly heldOut: HeldOutRows | undefined;
  readonly fold: Fold | undefined;
}

function splitTargets(
  columns: readonly Float64Array[],
  { y, isClass, weights }: BoostingTargets,
  fraction: number | null,
  random: Random,
): SplitRows {
  if (fraction === null) return { train: { columns, y, weights }, heldOut: undefined, fold: undefined };
  const fold = holdOutRows(y.length, fraction, isClass ? y : null, random);
  const { train, test } = fold;
  if (weights !== undefined) checkHeldBackWeights(weights, fold, "early_stopping to false");
  const p = columns.length;
  const X = new Float64Array(test.length * p);
  columns.forEach((values, j) => {
    for (let i = 0, at = j; i < test.length; i++, at += p) X[at] = values[test[i]!]!;
  });
  return {
    train: {
      columns: columns.map((values) => takeDoubles(values, train)),
      y: takeDoubles(y, train),
      weights: weights && takeDoubles(weights, train),
    },
    heldOut: { X, y: takeDoubles(y, test), weights: weights && takeDoubles(weights, test) },
    fold,
  };
}

/** Computes the raw predictions of a fitted model, before the link function. */
export class BoostedPredictor {
  readonly #state: BoostedState;
  readonly #encoder: FeatureEncoder;
  /** The raw predictions of the rows of the fit, kept for as long as their table is in use. */
  readonly #known = new WeakMap<Table, Float64Array>();

  /** `fitted`: the rows of the fit and their raw predictions. */
  constructor(
    state: BoostedState,
    owner: string,
    fitted?: { readonly X: Table; readonly raw: Float64Array },
  ) {
    this.#state = state;
    if (fitted !== undefined) this.#known.set(fitted.X, fitted.raw);
    this.#encoder = new FeatureEncoder(state.categories, owner);
  }

  /**
   * Returns the raw predictions, rows × trees per iteration, row-major. Throws `ValueError` for a wrong number
   * of columns, infinite values, and text in a numeric column. Cost: rows · trees · depth; a copy for the rows
   * of the fit.
   */
  raw(X: Table): Float64Array {
    const known = this.#known.get(X);
    if (known !== undefined) return known.slice();
    const { baseline, trees } = this.#state;
    const { rows, columns, data } = this.#encoder.matrix(X);
    const K = baseline.length;
    const raw = new Float64Array(rows * K);
    for (let i = 0; i < raw.length; i++) raw[i] = baseline[i % K]!;
    addEnsemblePredictions(trees, 0, trees.starts.length - 1, K, data, rows, columns, raw);
    return raw;
  }
}

/** Throws `StateError` unless `state` is well formed, with `trees` trees per iteration. */
export function checkBoostedState(state: BoostedState, trees: number, owner: string): void {
  const { categories, baseline, n_iter, train_score, validation_score } = state ?? {};
  const isWell =
    Array.isArray(categories) &&
    categories.length > 0 &&
    categories.every(isCategoryList) &&
    [baseline, train_score, validation_score].every((array) => array instanceof Float64Array) &&
    baseline?.length === trees &&
    baseline.every(Number.isFinite) &&
    isWhole(n_iter, 1);
  checkSound(owner, isWell);
  checkEnsemble(
    state.trees,
    n_iter! * trees,
    categories!.map((list) => list !== null),
    owner,
  );
}

function isCategoryList(list: unknown): boolean {
  return (
    list === null ||
    (Array.isArray(list) && list.length <= 255 && list.every((category) => typeof category === "string"))
  );
}
