import * as v from "valibot";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { innerClassifier } from "../core/meta-classifier.ts";
import { number, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import type { Shape } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { type Helpers, NO_HELPERS } from "../threads/helpers.ts";
import { responseMethod, ThresholdClassifier, type ThresholdState } from "./threshold-classifier.ts";

const parameters = defineParameters({
  estimator: innerClassifier,
  threshold: withDefault(
    v.union([v.literal("auto"), number()]),
    "auto",
    "The least score at which the last class is predicted; auto: 0.5 for probabilities, 0 for decision values",
  ),
  response_method: responseMethod,
});

/**
 * Predicts the last of two classes if its probability, or its decision value, is at least a given threshold: scikit-learn's
 * classifier with `pos_label` the last class. Cost: one fit.
 */
export class FixedThresholdClassifier extends ThresholdClassifier<typeof parameters, ThresholdState> {
  static readonly type = "FixedThresholdClassifier";
  static readonly parameters = parameters;

  /** Throws `ValueError` also for what `estimator` refuses. */
  override checkBeforeFit(shape: Shape, y: EncodedClasses, sampleWeight?: Float64Array): void {
    super.checkBeforeFit(shape, y);
    this.unfitted.checkBeforeFit(shape, y, sampleWeight);
  }

  /** Throws what `checkBeforeFit` and the fit of `estimator` throw. */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y, sampleWeight);
    const { response } = this;
    const { threshold } = this.parameters;
    const estimator = this.unfitted.clone().fit(X, y, monitor, helpers, sampleWeight);
    const automatic = response === "predict_proba" ? 0.5 : 0;
    this.adopt([estimator], { threshold: threshold === "auto" ? automatic : threshold, response });
    return this;
  }
}
