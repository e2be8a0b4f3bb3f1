import { ValueError } from "./errors.ts";
import {
  ClassifierEstimator,
  type Convergence,
  type Estimator,
  type FitMonitor,
  RegressorEstimator,
  type RestoreStep,
  SILENT,
  type StepState,
  Transformer,
} from "./estimator.ts";
import { encodeClasses, encodeTargets } from "./labels.ts";
import type { Matrix } from "./matrix.ts";
import type { Scalar } from "./order.ts";
import type { ColumnKind, Table } from "./table.ts";

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

/** A chain of transformers and a final estimator, fitted and applied as one: scikit-learn's `Pipeline`. */
export class Pipeline {
  readonly transformers: readonly Transformer[];
  readonly estimator: Estimator;
  #schema: PipelineSchema | undefined;

  /** Throws `ValueError` when the last step is no estimator or another step is no transformer. */
  constructor(steps: readonly (Transformer | Estimator)[]) {
    const last = steps.at(-1);
    if (!(last instanceof ClassifierEstimator || last instanceof RegressorEstimator)) {
      throw new ValueError(
        `the last step of a pipeline must be an estimator, got ${last?.type ?? "nothing"}`,
      );
    }
    const before = steps.slice(0, -1);
    for (const step of before) {
      if (!(step instanceof Transformer)) {
        throw new ValueError(`every step before the last must be a transformer, got ${step.type}`);
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
   * Fits every step on the output of the one before. `features` and `labels` have the same number of rows.
   * Throws `ValueError` for labels the estimator cannot learn (see `encodeClasses`, `encodeTargets`).
   */
  fit(features: Table, labels: Table, monitor: FitMonitor = SILENT): this {
    if (features.rows !== labels.rows) {
      throw new ValueError(`features have ${features.rows} rows, labels have ${labels.rows}`);
    }
    const { estimator } = this;
    const encoded = estimator.kind === "classifier" ? encodeClasses(labels) : null;
    const targets = encoded === null ? encodeTargets(labels) : null;
    let X = features;
    for (const transformer of this.transformers) X = transformer.fit(X).transform(X);
    if (estimator.kind === "classifier") {
      estimator.fit(X, encoded!.codes, encoded!.classes.length, monitor);
    } else {
      estimator.fit(X, targets!, monitor);
    }
    this.#schema = {
      featureNames: [...features.names],
      featureKinds: features.names.map((_, index) => features.kind(index)),
      labelNames: [...labels.names],
      classes: encoded?.classes ?? null,
    };
    return this;
  }

  /** The input of the estimator: `features` (in any order, others passed over) through every transformer. */
  transform(features: Table): Table {
    let X = features.select(this.schema.featureNames);
    for (const transformer of this.transformers) X = transformer.transform(X);
    return X;
  }

  /** One prediction a row, as `predict(X).tolist()` has them. */
  predict(features: Table): Prediction[] {
    const { classes } = this.schema;
    const { estimator } = this;
    const X = this.transform(features);
    if (estimator.kind === "classifier") {
      return Array.from(estimator.predict(X), (code) => classes![code]!);
    }
    const { rows, columns, data } = estimator.predict(X);
    if (columns === 1) return Array.from(data);
    return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
  }

  /** The class number of each row. Throws `ValueError` on a regressor. */
  predictCodes(features: Table): Int32Array {
    return this.#classifier().predict(this.transform(features));
  }

  /** The predicted numbers, n × k. Throws `ValueError` on a classifier. */
  predictValues(features: Table): Matrix {
    const { estimator } = this;
    if (estimator.kind !== "regressor")
      throw new ValueError(`${estimator.type} predicts classes, not numbers`);
    return estimator.predict(this.transform(features));
  }

  /** Whether `predictProba` can be asked. */
  get hasProbabilities(): boolean {
    return this.estimator.kind === "classifier" && this.estimator.predictProba !== undefined;
  }

  /** Whether `decisionFunction` can be asked. */
  get hasDecisionValues(): boolean {
    return this.estimator.kind === "classifier" && this.estimator.decisionFunction !== undefined;
  }

  /** n × K probabilities in class order. Throws `ValueError` where the estimator has none. */
  predictProba(features: Table): Matrix {
    const estimator = this.#classifier();
    if (estimator.predictProba === undefined)
      throw new ValueError(`${estimator.type} gives no probabilities`);
    return estimator.predictProba(this.transform(features));
  }

  /** Decision values, n × 1 for two classes. Throws `ValueError` where the estimator has none. */
  decisionFunction(features: Table): Matrix {
    const estimator = this.#classifier();
    if (estimator.decisionFunction === undefined)
      throw new ValueError(`${estimator.type} gives no decision values`);
    return estimator.decisionFunction(this.transform(features));
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

  #classifier(): ClassifierEstimator {
    if (this.estimator.kind !== "classifier") {
      throw new ValueError(`${this.estimator.type} is a regressor; it has no classes`);
    }
    return this.estimator;
  }
}
