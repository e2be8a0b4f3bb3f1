import type { ColumnKind } from "./core/column.ts";
import { describeValue } from "./core/describe-value.ts";
import { listNames, ValueError } from "./core/errors.ts";
import {
  type Classified,
  type Convergence,
  type Estimator,
  type FitMonitor,
  isEstimator,
  type RestoreStep,
  type Shape,
  SILENT,
  Step,
  type StepState,
  Transformer,
} from "./core/estimator.ts";
import { encodeClasses, encodeTargets } from "./core/labels.ts";
import { type Matrix, toLists } from "./core/matrix.ts";
import type { Scalar } from "./core/order.ts";
import type { Table } from "./core/table.ts";
import { ALONE, type Helpers } from "./threads/helpers.ts";

/** What a fitted pipeline knows of its input and output. */
export interface PipelineSchema {
  readonly featureNames: readonly string[];
  /** The kind each feature had in training; predictions bring their values to it. */
  readonly featureKinds: readonly ColumnKind[];
  readonly labelNames: readonly string[];
  /** The classes in ascending order; null when the pipeline predicts numbers. */
  readonly classes: readonly Scalar[] | null;
}

/** One prediction: the bare value for one label, a list in label order for several. */
export type Prediction = Scalar | number[];

/** What an estimator does with labels that have been read. */
interface Task {
  /** Null where there are none. */
  readonly classes: readonly Scalar[] | null;
  readonly check: (shape: Shape) => void;
  readonly fit: (X: Table, monitor: FitMonitor, helpers: Helpers) => unknown;
}

/** A chain of transformers and a final estimator, fitted and applied as one: scikit-learn's `Pipeline`. */
export class Pipeline {
  readonly transformers: readonly Transformer[];
  readonly estimator: Estimator;
  #schema: PipelineSchema | undefined;
  /** The rows of the latest fit, and what the transformers made of them. */
  #trained: { readonly features: Table; readonly X: Table } | undefined;

  /** Throws `TypeError` when the last step is no estimator or another step is no transformer: a mistake in code. */
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

  /** Names, kinds and classes learnt by `fit`. Throws `ValueError` before that. */
  get schema(): PipelineSchema {
    if (this.#schema === undefined)
      throw new ValueError("This Pipeline is not fitted yet: call fit before using it.");
    return this.#schema;
  }

  /**
   * Fits every step on the output of the one before. `labels` has as many rows as `features`; for an estimator
   * that takes no labels it has no columns. `helpers` are threads that may take part; what is learnt does not depend on
   * them. Throws `ValueError` for labels the estimator cannot learn (see `encodeClasses`, `encodeTargets`).
   */
  fit(features: Table, labels: Table, monitor: FitMonitor = SILENT, helpers: Helpers = ALONE): this {
    if (features.rows !== labels.rows) {
      throw new ValueError(`features have ${features.rows} rows, labels have ${labels.rows}`);
    }
    const { classes, fit } = this.#task(labels);
    this.#trained = undefined;
    let X = features;
    for (const transformer of this.transformers) X = transformer.fitTransform(X);
    fit(X, monitor, helpers);
    this.#trained = { features, X };
    this.#schema = {
      featureNames: [...features.names],
      featureKinds: features.names.map((_, index) => features.kind(index)),
      labelNames: [...labels.names],
      classes,
    };
    return this;
  }

  /**
   * Throws `ValueError` for what `fit` would refuse and can be known without looking at the features: labels, and
   * parameters that do not go with each other, with the labels or with the number of rows and columns.
   */
  checkBeforeFit(features: Table, labels: Table): void {
    const { rows } = features;
    const { check } = this.#task(labels);
    let columns = features.names.length;
    for (const transformer of this.transformers) {
      transformer.checkBeforeFit({ rows, columns });
      columns = transformer.mostColumns(columns);
    }
    check({ rows, columns });
  }

  /** What there is to do for `labels`, which it reads as the estimator needs them. Throws `ValueError` for them. */
  #task(labels: Table): Task {
    const { estimator } = this;
    if (estimator.kind === "classifier") {
      const y = encodeClasses(labels, estimator.leastClasses);
      return {
        classes: y.classes,
        check: (shape) => estimator.checkBeforeFit(shape, y),
        fit: (X, monitor, helpers) => estimator.fit(X, y, monitor, helpers),
      };
    }
    if (estimator.kind === "regressor") {
      if (!estimator.isMultiOutput && labels.names.length > 1) {
        throw new ValueError(
          `${estimator.type} learns one label, got ${labels.names.length}: ${listNames(labels.names)}; choose one by label_names`,
        );
      }
      const y = encodeTargets(labels);
      return {
        classes: null,
        check: (shape) => estimator.checkBeforeFit(shape, y),
        fit: (X, monitor, helpers) => estimator.fit(X, y, monitor, helpers),
      };
    }
    return {
      classes: null,
      check: (shape) => estimator.checkBeforeFit(shape),
      fit: (X, monitor, helpers) => estimator.fit(X, monitor, helpers),
    };
  }

  /**
   * The input of the estimator: `features` (in any order, others passed over) through every transformer. For the table
   * of the latest fit it is what the fit made of it, until `forgetRows`.
   */
  transform(features: Table): Table {
    if (features === this.#trained?.features) return this.#trained.X;
    let X = features.select(this.schema.featureNames);
    for (const transformer of this.transformers) X = transformer.transform(X);
    return X;
  }

  /** Lets go of the rows of the latest fit, which `transform` keeps for the metrics of a training. */
  forgetRows(): void {
    this.#trained = undefined;
  }

  /**
   * One prediction a row, as `predict(X).tolist()` has them. `X` is what `transform` makes of the features; who asks for
   * several things about the same rows hands it over.
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

  /** Class numbers and probabilities of a classifier; see `ClassifierEstimator.classify`. Throws `ValueError` on another. */
  classify(features: Table, X = this.transform(features)): Classified {
    const { estimator } = this;
    if (estimator.kind !== "classifier") throw new ValueError(`${estimator.type} is no classifier`);
    return estimator.classify(X);
  }

  /** The class number of each row, or the number of its cluster. Throws `ValueError` on a regressor. */
  predictCodes(features: Table): Int32Array {
    const { estimator } = this;
    if (estimator.kind === "regressor")
      throw new ValueError(`${estimator.type} predicts numbers, not classes`);
    return estimator.predict(this.transform(features));
  }

  /** The predicted numbers, n × k. Throws `ValueError` on a classifier. */
  predictValues(features: Table): Matrix {
    const { estimator } = this;
    if (estimator.kind !== "regressor") throw new ValueError(`${estimator.type} does not predict numbers`);
    return estimator.predict(this.transform(features));
  }

  /** Whether `predictProba` can be asked. */
  get hasProbabilities(): boolean {
    return this.estimator.kind === "classifier" && this.estimator.predictProba !== undefined;
  }

  /** Whether `scores` can be asked. */
  get hasScores(): boolean {
    const { estimator } = this;
    if (estimator.kind === "outlier_detector") return true;
    return estimator.kind === "classifier" && estimator.decisionFunction !== undefined;
  }

  /** n × K probabilities in class order; `X` as for `predict`. Throws `ValueError` where the estimator has none. */
  predictProba(features: Table, X = this.transform(features)): Matrix {
    const { estimator } = this;
    if (estimator.kind !== "classifier" || estimator.predictProba === undefined)
      throw new ValueError(`${estimator.type} gives no probabilities`);
    return estimator.predictProba(X);
  }

  /**
   * What the estimator decides by: a classifier's `decision_function` (n × 1 for two classes), an outlier
   * detector's `score_samples` (n × 1); `X` as for `predict`. Throws `ValueError` where there are no such values.
   */
  scores(features: Table, X = this.transform(features)): Matrix {
    const { estimator } = this;
    if (estimator.kind === "outlier_detector") {
      const data = estimator.scoreSamples(X);
      return { rows: data.length, columns: 1, data };
    }
    if (estimator.kind !== "classifier" || estimator.decisionFunction === undefined)
      throw new ValueError(`${estimator.type} gives no scores`);
    return estimator.decisionFunction(X);
  }

  /** How an iterative fit ended; undefined where that means nothing. */
  convergence(): Convergence | undefined {
    return this.estimator.convergence?.();
  }

  /** Every step as plain data, in order. */
  toStates(): StepState[] {
    return this.steps.map((step) => step.toState());
  }

  /** A fitted pipeline from what `toStates` and `schema` gave. Throws what `restoreStep` throws. */
  static restore(states: readonly StepState[], schema: PipelineSchema, restoreStep: RestoreStep): Pipeline {
    const pipeline = new Pipeline(states.map((state) => restoreStep(state) as Transformer | Estimator));
    pipeline.#schema = schema;
    return pipeline;
  }
}

function describeStep(step: unknown): string {
  return step instanceof Step ? step.type : describeValue(step);
}
