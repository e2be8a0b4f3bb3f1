import { StateError, ValueError } from "../core/errors.ts";
import { type Convergence, RegressorEstimator } from "../core/estimator.ts";
import type { Explanation } from "../core/explanation.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { LabelScale } from "../core/label-scale.ts";
import { type NumericTargets, refuseLabels } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { flag, orNull, satisfying, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkSound, isStepState } from "../core/restored.ts";
import type { PlainData, RestoreStep, Shape, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { LinearRegression } from "../linear-model/linear-regression.ts";
import { FunctionTransformer, functionParameters } from "../preprocessing/function-transformer.ts";
import { type Helpers, NO_HELPERS } from "../threads/helpers.ts";
import { LabelRanges } from "./label-ranges.ts";

const parameters = defineParameters({
  regressor: withDefault(
    orNull(satisfying<RegressorEstimator>("a regressor", (value) => value instanceof RegressorEstimator)),
    null,
    "The regressor that learns the transformed labels; null: LinearRegression",
  ),
  transformer: withDefault(
    orNull(
      satisfying<Transformer>(
        "a transformer that has an inverse",
        (value) => value instanceof Transformer && value.inverseTransform !== undefined,
      ),
    ),
    null,
    "The transformer of the labels, such as a QuantileTransformer; not together with func",
  ),
  ...functionParameters,
  check_inverse: flag(true, "Warn if the inverse does not return the labels of some training rows"),
});

/** The fitted state of `TransformedTargetRegressor`, apart from that of its two steps. */
interface TransformedTargetState {
  /** The smallest and the largest label of each output, in turn. */
  readonly label_range: Float64Array;
  /** The same two labels, transformed. */
  readonly transformed_range: Float64Array;
}

/** Number of training rows for which the inverse is checked. */
const CHECKED_ROWS = 10;

/**
 * Fits a regressor to transformed labels, and transforms its predictions back: with `func: "log1p"`, a linear model of prices learns
 * factors instead of differences. Everything but explanations is in the unit of the labels. The transformation is a function by its
 * name (see `FunctionTransformer`) or a transformer with an inverse; without either, the labels stay as they are.
 *
 * Transformers before it in a pipeline learn from the transformed labels too, as those of a pipeline that is the `regressor` in
 * scikit-learn.
 *
 * What the regressor predicts beyond the range of the transformation, so that there is no label for it or it would be infinite,
 * becomes the smallest or the largest label of the training rows; in scikit-learn it is NaN or infinite.
 *
 * @example
 * new TransformedTargetRegressor({ regressor: new Ridge(), func: "log1p" });
 */
export class TransformedTargetRegressor extends RegressorEstimator<
  typeof parameters,
  TransformedTargetState
> {
  static readonly type = "TransformedTargetRegressor";
  static readonly parameters = parameters;
  #regressor = this.#givenRegressor();
  #transformer = this.#givenTransformer();
  /** What `labelsBefore` computed, until `checkBeforeFit` or `fit` for the same labels. */
  #prepared: { readonly y: NumericTargets; readonly transformed: NumericTargets } | undefined;
  override isMultiOutput = this.#regressor.isMultiOutput;

  // The parameters have not been checked when a step is created.
  #givenRegressor(): RegressorEstimator {
    const { regressor } = this.parameters;
    return regressor instanceof RegressorEstimator ? regressor : new LinearRegression();
  }

  #givenTransformer(): Transformer {
    const { transformer, func, inverse_func } = this.parameters;
    return transformer instanceof Transformer ? transformer : new FunctionTransformer({ func, inverse_func });
  }

  /** The regressor of the transformed labels. */
  get regressor(): RegressorEstimator {
    return this.#regressor;
  }

  /** The transformer of the labels. */
  get transformer(): Transformer {
    return this.#transformer;
  }

  override get predictedQuantile(): number | undefined {
    // The transformations rise, so that a quantile of the transformed labels is that of the labels.
    return this.#regressor.predictedQuantile;
  }

  override checkParameters(): void {
    super.checkParameters();
    const { transformer, func, inverse_func } = this.parameters;
    if (transformer !== null && (func !== null || inverse_func !== null)) {
      throw new ValueError("transformer and func or inverse_func cannot both be given");
    }
    if (func === null && inverse_func !== null) {
      throw new ValueError(`inverse_func=${JSON.stringify(inverse_func)} needs a func`);
    }
    this.#regressor.checkParameters();
    this.#transformer.checkParameters();
    if (this.#transformer.hasInverse) return;
    const what = func === null ? this.#transformer.type : `func=${JSON.stringify(func)}`;
    throw new ValueError(`${what} has no inverse; name a function that undoes it in inverse_func`);
  }

  /** Throws what the regressor throws: it alone sees the weights, and the transformer does not. */
  override checkTakesSampleWeight(): void {
    this.#regressor.checkTakesSampleWeight();
  }

  /** Also throws for labels outside the domain of the transformation, naming the rows. */
  override checkBeforeFit(shape: Shape, y: NumericTargets): void {
    this.checkParameters();
    this.#regressor.checkBeforeFit(shape, this.#take(y));
  }

  /** Returns the transformed labels. Throws `ValueError` for labels outside the domain of the transformation, naming the rows. */
  override labelsBefore(y: NumericTargets): NumericTargets {
    this.#prepared = { y, transformed: this.#transformed(y) };
    return this.#regressor.labelsBefore(this.#prepared.transformed);
  }

  /** Returns the transformed labels that `labelsBefore` has kept, or computes them. */
  #take(y: NumericTargets): NumericTargets {
    const kept = this.#prepared;
    this.#prepared = undefined;
    return kept?.y === y ? kept.transformed : this.#transformed(y);
  }

  /**
   * Throws `ValueError` for parameters out of range, for labels outside the domain of the transformation, and what the regressor
   * throws.
   */
  override fit(
    X: Table,
    y: NumericTargets,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkParameters();
    const transformed = this.#take(y);
    if (this.parameters.check_inverse) this.#checkInverse(y, transformed, monitor);
    this.#regressor.fit(X, transformed, monitor, helpers, sampleWeight);
    this.fitted = LabelRanges.of(y, transformed);
    return this;
  }

  /** Fits the transformer to the labels, and transforms them. */
  #transformed(y: NumericTargets): NumericTargets {
    const names = namesOf(y);
    this.#checkDomain(y, names);
    try {
      const { data } = this.#transformer.fitTransform(Table.fromMatrix(y, names)).toMatrix();
      return { ...y, data };
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw new ValueError(`the labels cannot be transformed: ${error.message}`);
    }
  }

  #checkDomain({ columns, data }: Matrix, names: readonly string[]): void {
    const { domain } = this.#transformer;
    if (domain === undefined) return;
    const { func } = this.parameters;
    names.forEach((name, k) => {
      const values = data.filter((_, at) => at % columns === k);
      refuseLabels(name, values, (value) => !domain.includes(value), {
        found: "is out of range",
        needed: `${func ?? this.#transformer.type} needs numbers ${domain.words}`,
        must: `must be a number ${domain.words}`,
      });
    });
  }

  #checkInverse(y: Matrix, transformed: Matrix, monitor: FitMonitor): void {
    const step = Math.max(1, Math.floor(y.rows / CHECKED_ROWS));
    const rows = Array.from({ length: Math.ceil(y.rows / step) }, (_, i) => i * step);
    const labels = Table.fromMatrix(y, namesOf(y)).takeRows(rows).toMatrix().data;
    const sample = Table.fromMatrix(transformed, namesOf(y)).takeRows(rows);
    const inverse = this.#transformer.inverseTransform!(sample).toMatrix().data;
    // As in NumPy's `allclose`.
    const isClose = (value: number, at: number) =>
      Math.abs(value - labels[at]!) <= 1e-8 + 1e-5 * Math.abs(value);
    if (inverse.every(isClose)) return;
    monitor.warn(
      `${this.type}: the inverse of the transformation does not return the labels; set check_inverse to false if that is intended`,
    );
  }

  override predict(X: Table): Matrix {
    const { label_range, transformed_range } = this.state;
    const outputs = this.#regressor.predict(X);
    checkSound(this.type, label_range.length === 2 * outputs.columns);
    return this.#labelsOf(outputs, new LabelRanges(label_range, transformed_range));
  }

  /** That of the transformed labels, if the transformation is increasing. */
  override get labelScale(): LabelScale | undefined {
    if (this.fitted === undefined || !this.#transformer.isIncreasing) return undefined;
    if (this.#isIdentity) return this.#regressor.labelScale;
    const { domain } = this.#transformer;
    const ranges = new LabelRanges(this.state.label_range, this.state.transformed_range);
    const ends = domain?.lowest === undefined ? ranges : ranges.downTo(domain.lowest);
    return {
      apply: (labels) => {
        const within = domain === undefined ? labels : ranges.raise(labels, domain.includes);
        return this.#transformer.transform(Table.fromMatrix(within, namesOf(within))).toMatrix();
      },
      invert: (values) => this.#labelsOf(values, ends),
    };
  }

  get #isIdentity(): boolean {
    return this.#transformer instanceof FunctionTransformer && this.#transformer.parameters.func === null;
  }

  /** Returns the labels of transformed ones, which it may change. */
  #labelsOf(outputs: Matrix, ranges: LabelRanges): Matrix {
    const table = Table.fromMatrix(outputs, namesOf(outputs));
    const labels = this.#transformer.inverseTransform!(table).toMatrix();
    return { ...labels, data: ranges.replaceInfinite(labels, outputs) };
  }

  override convergence(): Convergence | undefined {
    return this.#regressor.convergence?.();
  }

  /**
   * Explains the transformed label; for `func: "log"` its unit is that of other models of logarithms. Throws `ValueError` if the
   * regressor cannot be explained, or if it explains the logarithm of what it predicts.
   */
  override explanation(): Explanation {
    const own = this.#regressor.explanation?.();
    if (own === undefined) throw new ValueError(`${this.#regressor.type} has none`);
    if (this.#isIdentity) return own;
    if (own.unit !== "label") {
      throw new ValueError(
        `${this.#regressor.type} explains the logarithm of what it predicts, which is not that of the label here`,
      );
    }
    const { transformer } = this;
    if (transformer instanceof FunctionTransformer && transformer.parameters.func === "log")
      return { ...own, unit: "log_label" };
    const ranges = new LabelRanges(this.state.label_range, this.state.transformed_range);
    const predictionsOf = (outputs: Matrix) => this.#labelsOf(outputs, ranges);
    return { ...own, unit: "transformed_label", predictionsOf };
  }

  override knownCategories(): ReturnType<RegressorEstimator["knownCategories"]> {
    return this.#regressor.knownCategories();
  }

  override toState(): StepState {
    const given = { ...(this.given as object), regressor: null, transformer: null } as PlainData;
    const fitted = {
      ...this.state,
      regressor: this.#regressor.toState(),
      transformer: this.#transformer.toState(),
    };
    return { type: this.type, parameters: given, fitted: fitted as unknown as PlainData };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    const { regressor, transformer, label_range, transformed_range } = (state.fitted ?? {}) as Record<
      string,
      unknown
    >;
    checkSound(this.type, isStepState(regressor) && isStepState(transformer));
    checkSound(
      this.type,
      label_range instanceof Float64Array &&
        transformed_range instanceof Float64Array &&
        label_range.length === transformed_range.length,
    );
    checkFinite(this.type, [label_range, transformed_range]);
    const [ofValues, ofLabels] = [restoreStep(regressor), restoreStep(transformer)];
    if (!(ofValues instanceof RegressorEstimator)) {
      throw new StateError(`the regressor of its ${this.type} is a ${ofValues.type}`);
    }
    if (!(ofLabels instanceof Transformer && ofLabels.hasInverse)) {
      throw new StateError(`the transformer of its ${this.type} is a ${ofLabels.type} without an inverse`);
    }
    const { domain } = ofLabels;
    checkSound(this.type, domain === undefined || label_range.every(domain.includes));
    this.#regressor = ofValues;
    this.#transformer = ofLabels;
    this.isMultiOutput = ofValues.isMultiOutput;
    this.fitted = { label_range, transformed_range };
  }
}

/** The names of the labels, or their numbers. */
function namesOf({ columns, names }: NumericTargets): readonly string[] {
  return names ?? Array.from({ length: columns }, (_, k) => String(k));
}
