import type { Helpers } from "../threads/helpers.ts";
import { NotFittedError } from "./errors.ts";
import type { EncodedClasses } from "./labels.ts";
import type { Matrix } from "./matrix.ts";
import type { Table } from "./table.ts";

/** Data that MessagePack can carry: what the state and the parameters of a step are made of. */
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

/** A step as it is stored: the name of its class, what it was built with, and what it learnt. */
export interface StepState {
  readonly type: string;
  readonly parameters: PlainData;
  readonly fitted: PlainData;
}

/** Turns a stored step into a live one: composite steps call it for their parts. */
export type RestoreStep = (state: StepState) => Step;

/** How a fit tells of itself while it runs. */
export interface FitMonitor {
  /** `done` of at most `maximum` iterations are over. */
  iteration(done: number, maximum: number): void;
  /** Something a person should know, such as a solver that did not converge. */
  warn(message: string): void;
}

/** For a fit that nobody watches. */
export const SILENT: FitMonitor = { iteration() {}, warn() {} };

/**
 * What transformers and estimators share: parameters given at construction (only stored; `fit` checks them) and
 * a fitted state, both plain data, so that a step can be stored and restored with no code of its own.
 *
 * A subclass names itself by `static readonly type`, the name it is stored under, which stays when the class is renamed.
 * Its constructor takes the parameters as one object. Everything that `fit` learns stands in `fitted`: a restored step
 * has nothing else.
 */
export abstract class Step<P = unknown, F = unknown> {
  readonly parameters: P;
  /** What `fit` learnt. */
  protected fitted: F | undefined;

  constructor(parameters: P) {
    this.parameters = parameters;
  }

  /** The name this step is stored under. */
  get type(): string {
    return (this.constructor as unknown as StepClass).type;
  }

  /** What `fit` learnt. Throws `NotFittedError` before that. */
  get state(): F {
    if (this.fitted === undefined) throw new NotFittedError(this.type);
    return this.fitted;
  }

  /** The step as plain data. Composite steps override it together with `restore`. */
  toState(): StepState {
    return { type: this.type, parameters: this.parameters as PlainData, fitted: this.state as PlainData };
  }

  /**
   * Takes over the state that `toState` gave. Composite steps override it and restore their parts by
   * `restoreStep`.
   */
  restore(state: StepState, _restoreStep: RestoreStep): void {
    this.fitted = state.fitted as F;
  }
}

/** The class of a step: built from its parameters, known by its `type`. */
export interface StepClass {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each class has its own parameters; the stored ones are its own.
  new (parameters: any): Step;
}

/** What is known of the rows that a step will learn from, before any of them is looked at. */
export interface Shape {
  readonly rows: number;
  /** The most columns there can be; infinite where the steps before decide it only when they are fitted. */
  readonly columns: number;
}

/** A step that changes the columns: scikit-learn's transformer. */
export abstract class Transformer<P = unknown, F = unknown> extends Step<P, F> {
  /**
   * Throws `ValueError` for parameters that `fit` would refuse for rows of this shape: so that a caller learns of them
   * at once, and not when his turn has come. Does nothing unless a step overrides it; its `fit` then calls it too.
   */
  checkBeforeFit(_shape: Shape): void {}
  /** The most columns that the step makes of `columns`; infinite unless a step knows better. */
  mostColumns(_columns: number): number {
    return Number.POSITIVE_INFINITY;
  }
  /** Learns from n rows. `X` is not changed. */
  abstract fit(X: Table): this;
  /** Brings rows into the learnt form, row by row independent of one another. `X` is not changed. */
  abstract transform(X: Table): Table;
  /** `fit(X).transform(X)`; a step that saves work by doing both at once overrides it. */
  fitTransform(X: Table): Table {
    return this.fit(X).transform(X);
  }
}

/** How an iterative fit ended. */
export interface Convergence {
  readonly iterations: number;
  readonly converged: boolean;
}

/** What a classifier says of rows. */
export interface Classified {
  /** The class number of each row. */
  readonly codes: Int32Array;
  /** n × K; undefined where the estimator has none. */
  readonly probabilities: Matrix | undefined;
}

/** A final step that learns classes. Classes are numbered 0 … K-1 in ascending order of their labels. */
export abstract class ClassifierEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "classifier";
  /** The fewest classes it learns: 2, or 1 where rows of a single class are worth a fit, as in scikit-learn. */
  readonly leastClasses: 1 | 2 = 2;
  /** As `Transformer.checkBeforeFit`, and for parameters that do not go with the classes. */
  checkBeforeFit(_shape: Shape, _y: EncodedClasses): void {}
  /**
   * `y` has the class number of each row and the K ≥ `leastClasses` labels. What is learnt does not depend on `helpers`,
   * other threads that may take part.
   */
  abstract fit(X: Table, y: EncodedClasses, monitor?: FitMonitor, helpers?: Helpers): this;
  /**
   * The class number of each row, by scikit-learn's rule for this estimator: by decision values, votes, likelihoods or
   * probabilities. It is the one rule: where two classes are as good as equal, the most probable one may be another,
   * because probabilities are rounded (log odds of 1e-17 are one half for both).
   */
  abstract predict(X: Table): Int32Array;
  /** n × K probabilities whose rows sum to 1; absent where the estimator has none. */
  predictProba?(X: Table): Matrix;
  /**
   * What `predict` and `predictProba` return for the same rows. An estimator that would seek neighbours or walk down its
   * trees twice overrides it, and makes `predict` of it.
   */
  classify(X: Table): Classified {
    return { codes: this.predict(X), probabilities: this.predictProba?.(X) };
  }
  /** Decision values: n × 1 for two classes (positive favours the last), else n × K or one a pair of classes. */
  decisionFunction?(X: Table): Matrix;
  /** How the fit ended, where that means something. */
  convergence?(): Convergence;
}

/** A final step that learns numbers. */
export abstract class RegressorEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "regressor";
  /** Whether it learns several labels at once. */
  readonly isMultiOutput: boolean = true;
  /** As `Transformer.checkBeforeFit`, and for labels that the parameters do not take. */
  checkBeforeFit(_shape: Shape, _y: Matrix): void {}
  /** `y` is n × k, one column a label. `helpers` as for a classifier. */
  abstract fit(X: Table, y: Matrix, monitor?: FitMonitor, helpers?: Helpers): this;
  /** n × k predictions. */
  abstract predict(X: Table): Matrix;
  /** How the fit ended, where that means something. */
  convergence?(): Convergence;
}

/** A final step that finds groups without being told any. */
export abstract class ClustererEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "clusterer";
  /** As `Transformer.checkBeforeFit`. */
  checkBeforeFit(_shape: Shape): void {}
  /** `helpers` as for a classifier. */
  abstract fit(X: Table, monitor?: FitMonitor, helpers?: Helpers): this;
  /** The number of each row's cluster, from 0. */
  abstract predict(X: Table): Int32Array;
  /** Σ of the squared distances of the rows from their centres: minus scikit-learn's `score`. */
  abstract inertia(X: Table): number;
  /** How the fit ended, where that means something. */
  convergence?(): Convergence;
}

/** A final step that learns what is usual and tells what is not. */
export abstract class OutlierDetectorEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "outlier_detector";
  /** As `Transformer.checkBeforeFit`. */
  checkBeforeFit(_shape: Shape): void {}
  /** `helpers` as for a classifier. */
  abstract fit(X: Table, monitor?: FitMonitor, helpers?: Helpers): this;
  /** 1 for a usual row, -1 for an outlier. */
  abstract predict(X: Table): Int32Array;
  /** How usual each row is: the lower, the more of an outlier. */
  abstract scoreSamples(X: Table): Float64Array;
  /** How the fit ended, where that means something. */
  convergence?(): Convergence;
}

/** A step that can end a pipeline. */
export type Estimator =
  | ClassifierEstimator
  | RegressorEstimator
  | ClustererEstimator
  | OutlierDetectorEstimator;

/** Whether `step` can end a pipeline. */
export function isEstimator(step: unknown): step is Estimator {
  return (
    step instanceof ClassifierEstimator ||
    step instanceof RegressorEstimator ||
    step instanceof ClustererEstimator ||
    step instanceof OutlierDetectorEstimator
  );
}
