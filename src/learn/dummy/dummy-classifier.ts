import { indexOfLargest } from "../core/class-decisions.ts";
import { ClassifierEstimator } from "../core/estimator.ts";
import type { EncodedClasses } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { choice } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import { sumOfWeights } from "../core/sample-weight.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";

const parameters = defineParameters({
  strategy: choice(
    ["prior", "most_frequent"],
    "prior",
    "The probabilities of the classes: prior for their fractions of the training rows, most_frequent for 1 of the most frequent class",
  ),
});

/** The fitted state of `DummyClassifier`. */
interface DummyClassifierState {
  /** The fraction of the training rows of each class. */
  readonly class_prior: Float64Array;
}

/**
 * Predicts the most frequent class of the training rows, whatever the columns: what any other classifier should exceed. Of
 * equally frequent classes the first wins. The columns may be of any kind and number, and hold missing values.
 */
export class DummyClassifier extends ClassifierEstimator<typeof parameters, DummyClassifierState> {
  static readonly type = "DummyClassifier";
  static readonly parameters = parameters;
  override readonly leastClasses = 1;

  override checkTakesSampleWeight(): void {}

  /** Throws `ValueError` for parameters out of range. */
  override fit(
    _X: Table,
    { classes, codes }: EncodedClasses,
    _monitor?: unknown,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkParameters();
    const counts = new Float64Array(classes.length);
    for (let i = 0; i < codes.length; i++) counts[codes[i]!]! += sampleWeight?.[i] ?? 1;
    const total = sampleWeight === undefined ? codes.length : sumOfWeights(sampleWeight);
    this.fitted = { class_prior: counts.map((count) => count / total) };
    return this;
  }

  override predict(X: Table): Int32Array {
    const { class_prior } = this.state;
    return new Int32Array(X.rows).fill(indexOfLargest(class_prior, 0, class_prior.length));
  }

  override predictProba(X: Table): Matrix {
    const { class_prior } = this.state;
    const columns = class_prior.length;
    const data = new Float64Array(X.rows * columns);
    const best = indexOfLargest(class_prior, 0, columns);
    for (let i = 0, at = 0; i < X.rows; i++, at += columns) {
      if (this.parameters.strategy === "prior") data.set(class_prior, at);
      else data[at + best] = 1;
    }
    return { rows: X.rows, columns, data };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { class_prior } = this.state ?? {};
    checkSound(
      this.type,
      class_prior instanceof Float64Array &&
        class_prior.length > 0 &&
        class_prior.every((fraction) => fraction >= 0 && fraction <= 1),
    );
  }
}
