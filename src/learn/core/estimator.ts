import type { Helpers } from "../threads/helpers.ts";
import { isPlainObject } from "./describe-value.ts";
import type { Domain } from "./domain.ts";
import { NotFittedError, ValueError } from "./errors.ts";
import type { ColumnSources, Explanation, WeightedSums } from "./explanation.ts";
import type { EncodedClasses, Targets } from "./labels.ts";
import type { Matrix } from "./matrix.ts";
import {
  type CompleteParameters,
  completeParameters,
  type GivenParameters,
  type ParameterTable,
} from "./parameters.ts";
import type { Table } from "./table.ts";

/** The categories of one column of text; null is the missing value. */
export type Categories = readonly (string | null)[];

/** Data that MessagePack can represent, of which the state and the parameters of a step consist. */
export type PlainData =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | readonly PlainData[]
  | { readonly [key: string]: PlainData | undefined };

/** A step as it is stored: the name of its class, the parameters it was given, and what it learnt. */
export interface StepState {
  readonly type: string;
  readonly parameters: PlainData;
  readonly fitted: PlainData;
}

/** Creates a step from its stored state. Composite steps call it for the steps inside them. */
export type RestoreStep = (state: StepState) => Step;

/** Receives the progress and the warnings of a fit. */
export interface FitMonitor {
  /**
   * `done` of at most `maximum` iterations are done. `loss` is what the fit minimises, after these iterations: on rows held
   * out for early stopping, else on the training rows; left out where it is not known. A function is called only for the
   * few reports that somebody reads, so that computing the loss may take a fraction of an iteration.
   */
  iteration(done: number, maximum: number, loss?: number | (() => number)): void;
  /** Reports something a person should know, such as a solver that did not converge. */
  warn(message: string): void;
}

/** A monitor that ignores everything. */
export const SILENT: FitMonitor = { iteration() {}, warn() {} };

/** The argument of the constructor of a step: required only where a parameter has no default. */
type Given<T extends ParameterTable> =
  Record<never, never> extends GivenParameters<T>
    ? [given?: GivenParameters<T> | null]
    : [given: GivenParameters<T>];

/**
 * The base of transformers and estimators: parameters given at construction, and a fitted state. Both are plain data, so
 * that a step is stored and restored without code of its own.
 *
 * A subclass has two static members: `type`, the name it is stored under, which stays when the class is renamed, and
 * `parameters`, its table. It needs no constructor. Everything that `fit` learns goes into `fitted`: a restored step has
 * nothing else.
 */
export abstract class Step<T extends ParameterTable = ParameterTable, F = unknown> {
  /** The parameters with their defaults filled in. Their values are checked by `checkParameters`, not before. */
  readonly parameters: CompleteParameters<T>;
  /** What `fit` has learnt. */
  protected fitted: F | undefined;
  /** The parameters as they were given, which is what is stored. */
  protected readonly given: unknown;
  /** Why a parameter is refused, if one is. */
  readonly #refusal: string | undefined;

  /**
   * Throws `TypeError` for a parameter that is not in the table, with the nearest one that is. A step without a table
   * keeps what it is given as it is.
   */
  constructor(...[given]: Given<T>) {
    const table = (this.constructor as unknown as StepClass).parameters;
    if (table === undefined) {
      this.given = given ?? null;
      this.parameters = this.given as CompleteParameters<T>;
      return;
    }
    this.given = given === undefined ? {} : given;
    const { complete, refusal } = completeParameters(table, this.given);
    this.parameters = complete as CompleteParameters<T>;
    this.#refusal = refusal;
  }

  /** The name under which this step is stored. */
  get type(): string {
    return (this.constructor as unknown as StepClass).type;
  }

  /** What `fit` has learnt. Throws `NotFittedError` before that. */
  get state(): F {
    if (this.fitted === undefined) throw new NotFittedError(this.type);
    return this.fitted;
  }

  /** Throws `ValueError` for a parameter out of range: `alpha=-1 must be a finite number of at least 0`. */
  checkParameters(): void {
    if (this.#refusal !== undefined) throw new ValueError(this.#refusal);
  }

  /**
   * Returns an unfitted step with the same parameters: scikit-learn's `clone`. Steps among the parameters, also in lists and
   * objects, are cloned too.
   */
  clone(): this {
    return new (this.constructor as unknown as StepClass)(cloned(this.given)) as this;
  }

  /**
   * Returns, for each column of the input, the categories that were learnt, null for a column that is not taken as categories. A
   * step that encodes categories overrides it, so that others can tell which values it does not know. Default: undefined.
   */
  knownCategories(): readonly (Categories | null)[] | undefined {
    return undefined;
  }

  /** Returns the step as plain data. Composite steps override it together with `restore`. */
  toState(): StepState {
    return { type: this.type, parameters: this.given as PlainData, fitted: this.state as PlainData };
  }

  /**
   * Takes over the state that `toState` returned. Composite steps override it and restore their parts by
   * `restoreStep`.
   */
  restore(state: StepState, _restoreStep: RestoreStep): void {
    this.fitted = state.fitted as F;
  }
}

function cloned(given: unknown): unknown {
  if (given instanceof Step) return given.clone();
  if (Array.isArray(given)) return given.map(cloned);
  if (!isPlainObject(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, cloned(value)]));
}

/** The class of a step: constructed from its parameters, known by its `type`. */
export interface StepClass {
  readonly type: string;
  /** Its table of parameters; undefined for a step without parameters. */
  readonly parameters?: ParameterTable;
  // biome-ignore lint/suspicious/noExplicitAny: each class has parameters of its own.
  new (parameters?: any): Step;
}

/** The size of the rows that a step will learn from. */
export interface Shape {
  readonly rows: number;
  /** Maximum number of columns; infinite if earlier steps determine it only when they are fitted. */
  readonly columns: number;
}

/** A step that changes the columns: scikit-learn's transformer. */
export abstract class Transformer<T extends ParameterTable = ParameterTable, F = unknown> extends Step<T, F> {
  /**
   * Throws `ValueError` for parameters that `fit` would refuse for rows of this shape, so that a caller can report
   * them before the fit. A step with further checks overrides this method, calls `super.checkBeforeFit`, and calls
   * `checkBeforeFit` at the beginning of `fit`. `y` as for `fit`.
   */
  checkBeforeFit(_shape: Shape, _y?: Targets): void {
    this.checkParameters();
  }
  /**
   * Returns the maximum number of columns of the result for `columns` columns of input; `y` as for `fit`. Default: infinite.
   */
  mostColumns(_columns: number, _y?: Targets): number {
    return Number.POSITIVE_INFINITY;
  }
  /**
   * Whether a column of the result with the name of a column of the input has the same values, except for missing ones and for
   * their kind. Default: false.
   */
  get keepsValues(): boolean {
    return false;
  }
  /** Whether it may leave out columns that have values. Default: false. */
  get selectsColumns(): boolean {
    return false;
  }
  /**
   * Whether `fitTransform` returns other rows than `fit` and `transform`: those that the estimator learns from, each computed
   * by a fit that has not seen its label. Default: false.
   */
  get isCrossFitted(): boolean {
    return false;
  }
  /**
   * Returns which of the columns `names` of its input it reads as dates and times, so that other text can be refused before. Default:
   * none.
   */
  datetimeColumns(_names: readonly string[]): readonly string[] {
    return [];
  }
  /**
   * Learns from n rows. Does not modify `X`. `y` has the labels that the estimator of the pipeline learns; it is undefined if
   * there are none.
   */
  abstract fit(X: Table, y?: Targets): this;
  /** Transforms rows, each independently of the others. `X` is not changed. */
  abstract transform(X: Table): Table;
  /**
   * Returns `fit(X, y).transform(X)`. A step overrides this method if doing both at once saves work, or if it is cross-fitted.
   */
  fitTransform(X: Table, y?: Targets): Table {
    return this.fit(X, y).transform(X);
  }
  /** The numbers that it can transform; undefined if it takes all. */
  get domain(): Domain | undefined {
    return undefined;
  }
  /**
   * Throws `RowError` for a value that `fit` would refuse, where that is known without a fit, so that a caller can report it before.
   * Default: none is.
   */
  checkRows(_X: Table): void {}
  /** Whether `inverseTransform` can be called. */
  get hasInverse(): boolean {
    return this.inverseTransform !== undefined;
  }
  /**
   * Returns the rows that a fitted transformer turns into `X`: scikit-learn's `inverse_transform`. A number into which it turns
   * none becomes NaN or infinite.
   */
  inverseTransform?(X: Table): Table;
  /**
   * Returns from which columns of `X`, whose rows do not matter, the fitted transformer computes those of its result.
   * Predictions can be explained only if every transformer of the pipeline has this method or `unmix`.
   */
  sources?(X: Table): ColumnSources;
  /**
   * Returns sums over the columns of the result as sums over the columns taken, for a fitted transformer whose result is
   * linear in these: it makes linear estimators explainable where columns are mixed.
   */
  unmix?(sums: WeightedSums): WeightedSums;
}

/** How an iterative fit ended. */
export interface Convergence {
  readonly iterations: number;
  readonly converged: boolean;
}

/** The classes predicted for some rows. */
export interface Classified {
  /** The class number of each row. */
  readonly codes: Int32Array;
  /** n × K; undefined for an estimator without probabilities. */
  readonly probabilities: Matrix | undefined;
}

function refuseSampleWeight(type: string): never {
  throw new ValueError(`${type} does not take sample_weight; leave it out, or use another model`);
}

/** A fitted threshold between two classes. */
export interface DecisionThreshold {
  /** The least score of the last class at which it is predicted. */
  readonly value: number;
  /** What the score is. */
  readonly of: "probability" | "decision_value";
}

/** A final step that learns classes, which are numbered 0 … K−1 in ascending order of their labels. */
export abstract class ClassifierEstimator<
  T extends ParameterTable = ParameterTable,
  F = unknown,
> extends Step<T, F> {
  readonly kind = "classifier";
  /** The fewest classes it learns: 2, or 1 if it can be fitted to rows of a single class, as in scikit-learn. */
  readonly leastClasses: 1 | 2 = 2;
  /**
   * The fitted classifiers whose results it changes, as a `MetaClassifier` does; empty for all others. If there are any, what
   * `explanation` returns does not determine the predictions.
   */
  get inner(): readonly ClassifierEstimator[] {
    return [];
  }
  /** What `predict` compares the scores of the last of two classes with; undefined unless it is a fitted number of its own. */
  get decisionThreshold(): DecisionThreshold | undefined {
    return undefined;
  }
  /**
   * As `Transformer.checkBeforeFit`; also throws for parameters that do not suit the classes, or the weights of the rows, if `fit`
   * will be given any.
   */
  checkBeforeFit(_shape: Shape, _y: EncodedClasses, _sampleWeight?: Float64Array): void {
    this.checkParameters();
  }
  /**
   * Throws `ValueError` unless `fit` takes the weights of rows, with the present parameters. Default: it does not. An estimator that
   * does overrides this method, and may rely on weights that `checkSampleWeight` accepts.
   */
  checkTakesSampleWeight(): void {
    refuseSampleWeight(this.type);
  }
  /**
   * `y` has the class number of each row and the K ≥ `leastClasses` labels. `helpers` are threads that may share
   * the work; the result does not depend on them. `sampleWeight` has the weight of each row; undefined for equal weights.
   */
  abstract fit(
    X: Table,
    y: EncodedClasses,
    monitor?: FitMonitor,
    helpers?: Helpers,
    sampleWeight?: Float64Array,
  ): this;
  /**
   * Returns the class number of each row, by scikit-learn's rule for this estimator: by decision values, votes,
   * likelihoods or probabilities. If two classes are nearly equal, the class of highest probability may differ from
   * it, because probabilities are rounded (for log odds of 1e-17 both are one half); the class returned here is the
   * one that counts.
   */
  abstract predict(X: Table): Int32Array;
  /** Returns n × K probabilities whose rows sum to 1; absent where the estimator has none. */
  predictProba?(X: Table): Matrix;
  /**
   * Returns the results of `predict` and `predictProba` for the same rows. An estimator that computes both from the
   * same intermediate result overrides this method, and implements the other two by it.
   */
  classify(X: Table): Classified {
    return { codes: this.predict(X), probabilities: this.predictProba?.(X) };
  }
  /** Returns decision values: n × 1 for two classes (positive favours the last), else n × K or one per pair of classes. */
  decisionFunction?(X: Table): Matrix;
  /** Returns how the fit ended, for an iterative one. */
  convergence?(): Convergence | undefined;
  /**
   * Returns what the predictions of the fitted estimator are explained by; absent where they cannot be. Throws `ValueError` if
   * the parameters rule it out, and `StateError` if the state is of an older format and lacks what it needs.
   */
  explanation?(): Explanation;
}

/** A final step that learns numbers. */
export abstract class RegressorEstimator<T extends ParameterTable = ParameterTable, F = unknown> extends Step<
  T,
  F
> {
  readonly kind = "regressor";
  /** Whether it can learn several labels at once. */
  readonly isMultiOutput: boolean = true;
  /** As `Transformer.checkBeforeFit`; also throws for labels that do not suit the parameters. */
  checkBeforeFit(_shape: Shape, _y: Matrix): void {
    this.checkParameters();
  }
  /** See `ClassifierEstimator.checkTakesSampleWeight`. */
  checkTakesSampleWeight(): void {
    refuseSampleWeight(this.type);
  }
  /** `y` is n × k, one column per label. `helpers` and `sampleWeight` as for a classifier. */
  abstract fit(
    X: Table,
    y: Matrix,
    monitor?: FitMonitor,
    helpers?: Helpers,
    sampleWeight?: Float64Array,
  ): this;
  /** Returns n × k predictions. */
  abstract predict(X: Table): Matrix;
  /** Returns how the fit ended, for an iterative one. */
  convergence?(): Convergence | undefined;
  /** See `ClassifierEstimator.explanation`. */
  explanation?(): Explanation;
}

/** A final step that finds groups of rows without labels. */
export abstract class ClustererEstimator<T extends ParameterTable = ParameterTable, F = unknown> extends Step<
  T,
  F
> {
  readonly kind = "clusterer";
  /** As `Transformer.checkBeforeFit`. */
  checkBeforeFit(_shape: Shape): void {
    this.checkParameters();
  }
  /** See `ClassifierEstimator.checkTakesSampleWeight`. */
  checkTakesSampleWeight(): void {
    refuseSampleWeight(this.type);
  }
  /** `helpers` and `sampleWeight` as for a classifier. */
  abstract fit(X: Table, monitor?: FitMonitor, helpers?: Helpers, sampleWeight?: Float64Array): this;
  /** Returns the number of each row's cluster, from 0. */
  abstract predict(X: Table): Int32Array;
  /** Returns Σ of the squared distances of the rows from their centres: minus scikit-learn's `score`. */
  abstract inertia(X: Table): number;
  /** Returns how the fit ended, for an iterative one. */
  convergence?(): Convergence;
  /** See `ClassifierEstimator.explanation`. */
  explanation?(): Explanation;
}

/** A final step that learns which rows are usual, and detects those that are not. */
export abstract class OutlierDetectorEstimator<
  T extends ParameterTable = ParameterTable,
  F = unknown,
> extends Step<T, F> {
  readonly kind = "outlier_detector";
  /** As `Transformer.checkBeforeFit`. */
  checkBeforeFit(_shape: Shape): void {
    this.checkParameters();
  }
  /** See `ClassifierEstimator.checkTakesSampleWeight`. */
  checkTakesSampleWeight(): void {
    refuseSampleWeight(this.type);
  }
  /** `helpers` and `sampleWeight` as for a classifier. */
  abstract fit(X: Table, monitor?: FitMonitor, helpers?: Helpers, sampleWeight?: Float64Array): this;
  /** Returns 1 for a usual row, -1 for an outlier. */
  abstract predict(X: Table): Int32Array;
  /** Returns how usual each row is: the lower, the more of an outlier. */
  abstract scoreSamples(X: Table): Float64Array;
  /** Returns how the fit ended, for an iterative one. */
  convergence?(): Convergence;
  /** See `ClassifierEstimator.explanation`. */
  explanation?(): Explanation;
}

/** A step that can end a pipeline. */
export type Estimator =
  | ClassifierEstimator
  | RegressorEstimator
  | ClustererEstimator
  | OutlierDetectorEstimator;

/** Returns whether `step` can end a pipeline. */
export function isEstimator(step: unknown): step is Estimator {
  return (
    step instanceof ClassifierEstimator ||
    step instanceof RegressorEstimator ||
    step instanceof ClustererEstimator ||
    step instanceof OutlierDetectorEstimator
  );
}
