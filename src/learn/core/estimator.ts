import type { Helpers } from "../threads/helpers.ts";
import { NotFittedError } from "./errors.ts";
import type { EncodedClasses } from "./labels.ts";
import type { Matrix } from "./matrix.ts";
import type { Table } from "./table.ts";

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

/** A step as it is stored: the type, the parameters it was built with, and what it learnt. */
export interface StepState {
  readonly type: string;
  readonly parameters: PlainData;
  readonly fitted: PlainData;
}

/** Creates a step from its stored state; composite steps call it for their parts. */
export type RestoreStep = (state: StepState) => Step;

/** Receives reports from a fit while it runs. */
export interface FitMonitor {
  /** Reports that `done` of at most `maximum` iterations are finished. */
  iteration(done: number, maximum: number): void;
  /** Reports something a person should know, such as a solver that did not converge. */
  warn(message: string): void;
}

/** A monitor that ignores all reports. */
export const SILENT: FitMonitor = { iteration() {}, warn() {} };

/**
 * The base of transformers and estimators: parameters given at construction (only stored; `fit` checks them)
 * and a fitted state. Both are plain data, so that a step can be stored and restored without code of its own.
 *
 * A subclass declares `static readonly type`, the name under which it is stored, which remains when the class
 * is renamed. Its constructor takes the parameters as one object. Everything that `fit` learns is in `fitted`:
 * a restored step has nothing else.
 */
export abstract class Step<P = unknown, F = unknown> {
  readonly parameters: P;
  /** What `fit` has learnt. */
  protected fitted: F | undefined;

  constructor(parameters: P) {
    this.parameters = parameters;
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

  /** Returns the step as plain data. Composite steps override it together with `restore`. */
  toState(): StepState {
    return { type: this.type, parameters: this.parameters as PlainData, fitted: this.state as PlainData };
  }

  /**
   * Restores the state that `toState` returned. Composite steps override it and restore their parts with
   * `restoreStep`.
   */
  restore(state: StepState, _restoreStep: RestoreStep): void {
    this.fitted = state.fitted as F;
  }
}

/** The class of a step, which is constructed from its parameters and identified by its `type`. */
export interface StepClass {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each class has its own parameters; the stored ones are its own.
  new (parameters: any): Step;
}

/** What is known of the training rows before any of them is looked at. */
export interface Shape {
  readonly rows: number;
  /** The maximum number of columns; infinite if it depends on the fit of earlier steps. */
  readonly columns: number;
}

/** A step that changes the columns: scikit-learn's transformer. */
export abstract class Transformer<P = unknown, F = unknown> extends Step<P, F> {
  /**
   * Throws `ValueError` for parameters that `fit` would reject for rows of this shape, so that callers learn of
   * them immediately instead of when the fit starts. Does nothing by default; a step that overrides it also
   * calls it in `fit`.
   */
  checkBeforeFit(_shape: Shape): void {}
  /** Returns the maximum number of columns of the result for `columns` columns; infinite by default. */
  mostColumns(_columns: number): number {
    return Number.POSITIVE_INFINITY;
  }
  /** Learns from n rows. Does not modify `X`. */
  abstract fit(X: Table): this;
  /** Transforms rows, each independently of the others. Does not modify `X`. */
  abstract transform(X: Table): Table;
  /** Returns `fit(X).transform(X)`; a step overrides it if doing both at once saves work. */
  fitTransform(X: Table): Table {
    return this.fit(X).transform(X);
  }
}

/** How an iterative fit ended. */
export interface Convergence {
  readonly iterations: number;
  readonly converged: boolean;
}

/** The predictions of a classifier. */
export interface Classified {
  /** The class number of each row. */
  readonly codes: Int32Array;
  /** n × K; undefined if the estimator has no probabilities. */
  readonly probabilities: Matrix | undefined;
}

/** A final step that learns classes, which are numbered 0 … K−1 in ascending order of their labels. */
export abstract class ClassifierEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "classifier";
  /** The minimum number of classes: 2, or 1 if a fit to a single class is allowed, as in scikit-learn. */
  readonly leastClasses: 1 | 2 = 2;
  /** As `Transformer.checkBeforeFit`; also throws for parameters that do not suit the classes. */
  checkBeforeFit(_shape: Shape, _y: EncodedClasses): void {}
  /**
   * Learns from the class number of each row and the K ≥ `leastClasses` labels in `y`. The result does not
   * depend on `helpers`, other threads that may take part.
   */
  abstract fit(X: Table, y: EncodedClasses, monitor?: FitMonitor, helpers?: Helpers): this;
  /**
   * Returns the class number of each row by scikit-learn's rule for this estimator: from decision values,
   * votes, likelihoods or probabilities. If two classes are almost equal, the most probable one may differ,
   * because probabilities are rounded (log odds of 1e-17 give one half to both).
   */
  abstract predict(X: Table): Int32Array;
  /** Returns n × K probabilities whose rows sum to 1; absent if the estimator has none. */
  predictProba?(X: Table): Matrix;
  /**
   * Returns the results of `predict` and `predictProba` for the same rows. An estimator overrides it if
   * computing both separately would repeat work, and implements `predict` by it.
   */
  classify(X: Table): Classified {
    return { codes: this.predict(X), probabilities: this.predictProba?.(X) };
  }
  /**
   * Returns decision values: n × 1 for two classes (positive in favour of the last), otherwise n × K or one per
   * pair of classes.
   */
  decisionFunction?(X: Table): Matrix;
  /** Returns how the fit ended, if it is iterative. */
  convergence?(): Convergence;
}

/** A final step that learns numbers. */
export abstract class RegressorEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "regressor";
  /** Whether it can learn several labels at once. */
  readonly isMultiOutput: boolean = true;
  /** As `Transformer.checkBeforeFit`; also throws for labels that do not suit the parameters. */
  checkBeforeFit(_shape: Shape, _y: Matrix): void {}
  /** Learns from `y`, n × k, with one column per label. `helpers` as for a classifier. */
  abstract fit(X: Table, y: Matrix, monitor?: FitMonitor, helpers?: Helpers): this;
  /** Returns n × k predictions. */
  abstract predict(X: Table): Matrix;
  /** Returns how the fit ended, if it is iterative. */
  convergence?(): Convergence;
}

/** A final step that finds groups of rows without labels. */
export abstract class ClustererEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "clusterer";
  /** As `Transformer.checkBeforeFit`. */
  checkBeforeFit(_shape: Shape): void {}
  /** Learns from n rows. `helpers` as for a classifier. */
  abstract fit(X: Table, monitor?: FitMonitor, helpers?: Helpers): this;
  /** Returns the number of each row's cluster, from 0. */
  abstract predict(X: Table): Int32Array;
  /** Returns Σ of the squared distances of the rows from their centres: minus scikit-learn's `score`. */
  abstract inertia(X: Table): number;
  /** Returns how the fit ended, if it is iterative. */
  convergence?(): Convergence;
}

/** A final step that learns what is usual and detects what is not. */
export abstract class OutlierDetectorEstimator<P = unknown, F = unknown> extends Step<P, F> {
  readonly kind = "outlier_detector";
  /** As `Transformer.checkBeforeFit`. */
  checkBeforeFit(_shape: Shape): void {}
  /** Learns from n rows. `helpers` as for a classifier. */
  abstract fit(X: Table, monitor?: FitMonitor, helpers?: Helpers): this;
  /** Returns 1 for a usual row, -1 for an outlier. */
  abstract predict(X: Table): Int32Array;
  /** Returns how usual each row is; lower scores are more unusual. */
  abstract scoreSamples(X: Table): Float64Array;
  /** Returns how the fit ended, if it is iterative. */
  convergence?(): Convergence;
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
