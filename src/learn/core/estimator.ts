import type { Helpers } from "../threads/helpers.ts";
import { ValueError } from "./errors.ts";
import type { Explanation } from "./explanation.ts";
import type { FitMonitor } from "./fit-monitor.ts";
import type { LabelScale } from "./label-scale.ts";
import type { EncodedClasses, NumericTargets } from "./labels.ts";
import type { Matrix } from "./matrix.ts";
import type { ParameterTable } from "./parameters.ts";
import { type Shape, Step } from "./step.ts";
import type { Table } from "./table.ts";

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
  /** The quantile of the label that it predicts, from 0 to 1; undefined if it predicts the mean, or another middle. */
  get predictedQuantile(): number | undefined {
    return undefined;
  }
  /** As `Transformer.checkBeforeFit`; also throws for labels that do not suit the parameters. */
  checkBeforeFit(_shape: Shape, _y: Matrix): void {
    this.checkParameters();
  }
  /** See `ClassifierEstimator.checkTakesSampleWeight`. */
  checkTakesSampleWeight(): void {
    refuseSampleWeight(this.type);
  }
  /**
   * Returns the n × k labels that the transformers before it in a pipeline learn from. Default: `y` itself. An estimator that learns
   * other labels than it is given overrides this method, and may throw `ValueError` for labels that `fit` refuses.
   */
  labelsBefore(y: NumericTargets): NumericTargets {
    return y;
  }
  /** In whose unit it is measured how far off the fitted estimator is. Default: undefined, for that of the labels. */
  get labelScale(): LabelScale | undefined {
    return undefined;
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
