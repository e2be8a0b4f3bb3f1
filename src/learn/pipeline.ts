import { checkRowsOf } from "./core/check-rows.ts";
import type { Column, FeatureKind } from "./core/column.ts";
import { describeValue } from "./core/describe-value.ts";
import { LabelCountError, ValueError } from "./core/errors.ts";
import {
  type Classified,
  type Convergence,
  type DecisionThreshold,
  type Estimator,
  isEstimator,
} from "./core/estimator.ts";
import { type FitMonitor, SILENT } from "./core/fit-monitor.ts";
import { encodeClasses, encodeTargets, type Targets } from "./core/labels.ts";
import { type Matrix, toLists } from "./core/matrix.ts";
import type { Scalar } from "./core/order.ts";
import { checkSampleWeight } from "./core/sample-weight.ts";
import { type RestoreStep, type Shape, Step, type StepState } from "./core/step.ts";
import { Table } from "./core/table.ts";
import { Transformer } from "./core/transformer.ts";
import { type Helpers, NO_HELPERS } from "./threads/helpers.ts";

/** The input and output of a fitted pipeline. */
export interface PipelineSchema {
  readonly featureNames: readonly string[];
  /** The kind each feature had in training, to which predictions convert their values. */
  readonly featureKinds: readonly FeatureKind[];
  readonly labelNames: readonly string[];
  /** The classes in ascending order; null if the pipeline predicts numbers. */
  readonly classes: readonly Scalar[] | null;
}

/** One prediction: a plain value for one label, a list in label order for several. */
export type Prediction = Scalar | number[];

/** The checks and the fit of an estimator, with labels that have been read. */
interface Task {
  /** Null for an estimator without classes. */
  readonly classes: readonly Scalar[] | null;
  /** Returns the labels that the transformers learn from; undefined for an estimator without labels. */
  readonly labelsBefore: () => Targets | undefined;
  readonly check: (shape: Shape, sampleWeight?: Float64Array) => void;
  readonly fit: (X: Table, monitor: FitMonitor, helpers: Helpers, sampleWeight?: Float64Array) => unknown;
  /** Throws `ValueError` for weights of rows that the estimator cannot learn with. */
  readonly checkWeights: (sampleWeight: Float64Array, rows: number) => void;
}

/** Rows whose results are kept, so that several measurements need not compute them again. */
interface KeptRows {
  readonly features: Table;
  /** The rows transformed, once they have been asked for. */
  X: Table | undefined;
  classified?: Classified;
  codes?: Int32Array;
  values?: Matrix;
  scores?: Matrix;
}

/** A chain of transformers and a final estimator, fitted and applied as one: scikit-learn's `Pipeline`. */
export class Pipeline {
  readonly transformers: readonly Transformer[];
  readonly estimator: Estimator;
  #schema: PipelineSchema | undefined;
  #kept: KeptRows | undefined;

  /** Throws `TypeError` unless the last step is an estimator and all others are transformers. */
  constructor(steps: readonly (Transformer | Estimator)[]) {
    const last = steps.at(-1);
    if (!isEstimator(last)) {
      throw new TypeError(
        `the last step of a pipeline must be an estimator, got ${last === undefined ? "no step" : describeStep(last)}`,
      );
    }
    const before = steps.slice(0, -1);
    for (const step of before) {
      if (!(step instanceof Transformer)) {
        throw new TypeError(`every step before the last must be a transformer, got ${describeStep(step)}`);
      }
    }
    this.transformers = before as Transformer[];
    this.estimator = last;
  }

  /** The steps in order, the estimator last. */
  get steps(): readonly (Transformer | Estimator)[] {
    return [...this.transformers, this.estimator];
  }

  /** Returns which of the features `names` it reads as dates and times; it need not be fitted. */
  datetimeFeatures(names: readonly string[]): readonly string[] {
    return this.transformers[0]?.datetimeColumns(names) ?? [];
  }

  /** Names, kinds and classes learnt by `fit`. Throws `ValueError` before `fit`. */
  get schema(): PipelineSchema {
    if (this.#schema === undefined)
      throw new ValueError("This Pipeline is not fitted yet: call fit before using it.");
    return this.#schema;
  }

  /**
   * Fits every step on the output of the one before. `labels` has as many rows as `features`; for an estimator
   * without labels it has no columns. `helpers` are threads that may share the work; the result does not depend on
   * them. `sampleWeight` has the weight of each row, of which, as in scikit-learn's `Pipeline`, only the estimator learns.
   * Transformers learn from what `labelsBefore` of a regressor returns.
   * Throws `ValueError` for parameters out of range, for labels the estimator cannot learn (see
   * `encodeClasses`, `encodeTargets`), and for weights that it cannot learn with (see `checkSampleWeight`).
   */
  fit(
    features: Table,
    labels: Table,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    if (features.rows !== labels.rows) {
      throw new ValueError(`features have ${features.rows} rows, labels have ${labels.rows}`);
    }
    for (const step of this.steps) step.checkParameters();
    const { classes, labelsBefore, fit, checkWeights } = this.#task(labels);
    if (sampleWeight !== undefined) checkWeights(sampleWeight, features.rows);
    const y = labelsBefore();
    this.#kept = undefined;
    let X = features;
    for (const transformer of this.transformers) X = transformer.fitTransform(X, y);
    fit(X, monitor, helpers, sampleWeight);
    // Predictions of these rows are not made from cross-fitted ones.
    const isCrossFitted = this.transformers.some((transformer) => transformer.isCrossFitted);
    this.#kept = { features, X: isCrossFitted ? undefined : X };
    const datetimes = new Set(this.datetimeFeatures(features.names));
    this.#schema = {
      featureNames: [...features.names],
      featureKinds: features.names.map((name, index) =>
        datetimes.has(name) ? "datetime" : features.kind(index),
      ),
      labelNames: [...labels.names],
      classes,
    };
    return this;
  }

  /**
   * Throws `ValueError` for everything that `fit` would refuse before it learns anything from the features: parameters out of
   * range, unusable labels or weights, parameters that do not suit one another, the labels, or the number of rows and columns, and values
   * that a function of a column does not take.
   */
  checkBeforeFit(features: Table, labels: Table, sampleWeight?: Float64Array): void {
    for (const step of this.steps) step.checkParameters();
    const { rows } = features;
    const { check, checkWeights, labelsBefore } = this.#task(labels);
    if (sampleWeight !== undefined) checkWeights(sampleWeight, rows);
    const y = labelsBefore();
    let { columns } = features;
    for (const transformer of this.transformers) {
      transformer.checkBeforeFit({ rows, columns }, y);
      columns = transformer.mostColumns(columns, y);
    }
    check({ rows, columns }, sampleWeight);
    checkRowsOf(this.transformers, features);
  }

  /** Reads `labels` as the estimator needs them. Throws `ValueError` if it cannot learn them. */
  #task(labels: Table): Task {
    const { estimator } = this;
    if (estimator.kind === "classifier") {
      const y = encodeClasses(labels, estimator.leastClasses);
      return {
        classes: y.classes,
        labelsBefore: () => y,
        check: (shape, weights) => estimator.checkBeforeFit(shape, y, weights),
        fit: (X, monitor, helpers, weights) => estimator.fit(X, y, monitor, helpers, weights),
        checkWeights: (weights, rows) => {
          estimator.checkTakesSampleWeight();
          checkSampleWeight(weights, rows, y);
        },
      };
    }
    const checkWeights = (weights: Float64Array, rows: number) => {
      estimator.checkTakesSampleWeight();
      checkSampleWeight(weights, rows);
    };
    if (estimator.kind === "regressor") {
      if (!estimator.isMultiOutput && labels.names.length > 1) {
        throw new LabelCountError(estimator.type, labels.names);
      }
      const y = encodeTargets(labels);
      return {
        classes: null,
        labelsBefore: () => (this.transformers.length === 0 ? y : estimator.labelsBefore(y)),
        check: (shape) => estimator.checkBeforeFit(shape, y),
        fit: (X, monitor, helpers, weights) => estimator.fit(X, y, monitor, helpers, weights),
        checkWeights,
      };
    }
    return {
      classes: null,
      labelsBefore: () => undefined,
      check: (shape) => estimator.checkBeforeFit(shape),
      fit: (X, monitor, helpers, weights) => estimator.fit(X, monitor, helpers, weights),
      checkWeights,
    };
  }

  /**
   * Returns the input of the estimator: `features` through every transformer. Columns may be in any order, and further
   * ones are ignored. The result for the table of the latest fit is kept, until `forgetRows`.
   */
  transform(features: Table): Table {
    const kept = this.#kept;
    if (features !== kept?.features) return this.#transform(features);
    kept.X ??= this.#transform(features);
    return kept.X;
  }

  #transform(features: Table): Table {
    let X = features.select(this.schema.featureNames);
    for (const transformer of this.transformers) X = transformer.transform(X);
    return X;
  }

  /**
   * Keeps the results for these rows, instead of those for the rows of the latest fit, until `forgetRows`: `transform`,
   * `classify`, `predictCodes`, `predictValues` and `scores` compute them once. They must not be modified.
   */
  keepRows(features: Table): void {
    this.#kept = { features, X: this.transform(features) };
  }

  /** Releases the rows that are kept: those of the latest fit or of `keepRows`. */
  forgetRows(): void {
    this.#kept = undefined;
  }

  #keptAs(X: Table): KeptRows | undefined {
    return X === this.#kept?.X ? this.#kept : undefined;
  }

  /**
   * Returns one prediction per row, as `predict(X).tolist()` does. `X` is `transform(features)`; a caller that
   * needs several results for the same rows computes it once.
   */
  predict(features: Table, X = this.transform(features)): Prediction[] {
    const { classes } = this.schema;
    const { estimator } = this;
    if (estimator.kind === "classifier") {
      return Array.from(estimator.predict(X), (code) => classes![code]!);
    }
    if (estimator.kind !== "regressor") return Array.from(estimator.predict(X));
    return toLists(estimator.predict(X));
  }

  /** Returns class numbers and probabilities; see `ClassifierEstimator.classify`. Throws `ValueError` unless it is a classifier. */
  classify(features: Table, X = this.transform(features)): Classified {
    const { estimator } = this;
    if (estimator.kind !== "classifier") throw new ValueError(`${estimator.type} is not a classifier`);
    const kept = this.#keptAs(X);
    if (kept === undefined) return estimator.classify(X);
    kept.classified ??= estimator.classify(X);
    return kept.classified;
  }

  /** Returns the class number of each row, or the number of its cluster. Throws `ValueError` for a regressor. */
  predictCodes(features: Table): Int32Array {
    const { estimator } = this;
    if (estimator.kind === "regressor")
      throw new ValueError(`${estimator.type} predicts numbers, not classes`);
    const X = this.transform(features);
    const kept = this.#keptAs(X);
    if (kept === undefined) return estimator.predict(X);
    kept.codes ??= estimator.predict(X);
    return kept.codes;
  }

  /** Returns the predicted numbers, n × k. Throws `ValueError` unless it is a regressor. */
  predictValues(features: Table): Matrix {
    const { estimator } = this;
    if (estimator.kind !== "regressor") throw new ValueError(`${estimator.type} does not predict numbers`);
    const X = this.transform(features);
    const kept = this.#keptAs(X);
    if (kept === undefined) return estimator.predict(X);
    kept.values ??= estimator.predict(X);
    return kept.values;
  }

  /** Whether there are probabilities. */
  get hasProbabilities(): boolean {
    return this.estimator.kind === "classifier" && this.estimator.predictProba !== undefined;
  }

  /** Whether there are scores. */
  get hasScores(): boolean {
    const { estimator } = this;
    if (estimator.kind === "outlier_detector") return true;
    return estimator.kind === "classifier" && estimator.decisionFunction !== undefined;
  }

  /** Returns n × K probabilities in class order; `X` as for `predict`. Throws `ValueError` if there are none. */
  predictProba(features: Table, X = this.transform(features)): Matrix {
    const { estimator } = this;
    if (estimator.kind !== "classifier" || estimator.predictProba === undefined)
      throw new ValueError(`${estimator.type} has no probabilities`);
    return estimator.predictProba(X);
  }

  /**
   * Returns a classifier's `decision_function` (n × 1 for two classes) or an outlier detector's `score_samples` (n × 1);
   * `X` as for `predict`. Throws `ValueError` if there are none.
   */
  scores(features: Table, X = this.transform(features)): Matrix {
    const kept = this.#keptAs(X);
    if (kept === undefined) return this.#scoresOf(X);
    kept.scores ??= this.#scoresOf(X);
    return kept.scores;
  }

  #scoresOf(X: Table): Matrix {
    const { estimator } = this;
    if (estimator.kind === "outlier_detector") {
      const data = estimator.scoreSamples(X);
      return { rows: data.length, columns: 1, data };
    }
    if (estimator.kind !== "classifier" || estimator.decisionFunction === undefined)
      throw new ValueError(`${estimator.type} has no scores`);
    return estimator.decisionFunction(X);
  }

  /** The threshold by which a classifier chooses between two classes; see `ClassifierEstimator.decisionThreshold`. */
  get decisionThreshold(): DecisionThreshold | undefined {
    const { estimator } = this;
    return estimator.kind === "classifier" ? estimator.decisionThreshold : undefined;
  }

  /** The quantile that a regressor predicts; see `RegressorEstimator.predictedQuantile`. */
  get predictedQuantile(): number | undefined {
    const { estimator } = this;
    return estimator.kind === "regressor" ? estimator.predictedQuantile : undefined;
  }

  /** Returns how an iterative fit ended; undefined for other estimators. */
  convergence(): Convergence | undefined {
    return this.estimator.convergence?.();
  }

  /** Returns every step as plain data, in order. */
  toStates(): StepState[] {
    return this.steps.map((step) => step.toState());
  }

  /** Returns a fitted pipeline from the results of `toStates` and `schema`. Throws what `restoreStep` throws. */
  static restore(states: readonly StepState[], schema: PipelineSchema, restoreStep: RestoreStep): Pipeline {
    const pipeline = new Pipeline(states.map((state) => restoreStep(state) as Transformer | Estimator));
    pipeline.#schema = schema;
    return pipeline;
  }
}

function describeStep(step: unknown): string {
  return step instanceof Step ? step.type : describeValue(step);
}

/** Returns a table without rows that has the columns that a pipeline learnt. Every step must accept it. */
export function emptyTable({ featureNames, featureKinds }: PipelineSchema): Table {
  return Table.fromColumns(featureNames, featureKinds.map(emptyColumn), 0);
}

function emptyColumn(kind: FeatureKind): Column {
  if (kind === "string" || kind === "datetime")
    return { kind: "string", codes: new Int32Array(0), categories: [] };
  return kind === "boolean" ? { kind, values: new Uint8Array(0) } : { kind, values: new Float64Array(0) };
}
