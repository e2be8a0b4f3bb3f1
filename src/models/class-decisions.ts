import * as v from "valibot";
import { CalibratedClassifierCV } from "../learn/calibration/calibrated-classifier-cv.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { ClassifierEstimator } from "../learn/core/estimator.ts";
import { fraction, withDefault } from "../learn/core/parameter-kinds.ts";
import { FixedThresholdClassifier } from "../learn/model-selection/fixed-threshold-classifier.ts";
import { TunedThresholdClassifierCV } from "../learn/model-selection/tuned-threshold-classifier-cv.ts";

const { method } = CalibratedClassifierCV.parameters.entries;
const { scoring } = TunedThresholdClassifierCV.parameters.entries;

const parameters = {
  calibrate: withDefault(
    v.nullable(method.wrapped),
    null,
    "Calibrates the probabilities on rows that a fit has not seen, by 5 folds, and gives some to a model without: CalibratedClassifierCV with this method; null: not at all",
  ),
  threshold: withDefault(
    v.nullable(v.union([fraction(0).wrapped, scoring.wrapped])),
    null,
    "For two classes, the least probability of the last one at which it is predicted, or the score by which this is chosen on rows that a fit has not seen, by 5 folds; null: the most probable class",
  ),
};

/** The values of the parameters. */
type Chosen = Readonly<v.InferOutput<v.ObjectSchema<typeof parameters, undefined>>>;

/** How a classifier of any columns gets its probabilities, and its class from these: two parameters besides those of its estimator. */
export class ClassDecisions {
  /** The parameters of every classifier of any columns. */
  static readonly parameters = parameters;

  readonly #chosen: Chosen;

  /** `chosen` are the parameters of a training, with their defaults. */
  constructor(chosen: Readonly<Record<string, unknown>>) {
    this.#chosen = chosen as Chosen;
  }

  /** Returns `parameters` without those of `ClassDecisions`. */
  static withoutOwn<P extends Record<string, unknown>>(chosen: P): Omit<P, keyof typeof parameters> {
    const entries = Object.entries(chosen).filter(([name]) => !Object.hasOwn(parameters, name));
    return Object.fromEntries(entries) as Omit<P, keyof typeof parameters>;
  }

  /**
   * Returns `estimator`, inside the classifiers that the parameters ask for. The steps before it are outside of them: they learn
   * from all rows, and are applied once. The only one that learns from labels, `TargetEncoder`, encodes no row with its own.
   * Throws `ValueError` for a threshold without probabilities.
   */
  applied(estimator: ClassifierEstimator): ClassifierEstimator {
    const { calibrate, threshold } = this.#chosen;
    const calibrated =
      calibrate === null ? estimator : new CalibratedClassifierCV({ estimator, method: calibrate });
    if (threshold === null) return calibrated;
    if (calibrated.predictProba === undefined) {
      const message = `needs probabilities, which ${estimator.type} has only with calibrate, such as "sigmoid"`;
      throw new ValueError(`parameters.threshold ${message}`, [{ path: "parameters.threshold", message }]);
    }
    return typeof threshold === "number"
      ? new FixedThresholdClassifier({ estimator: calibrated, threshold, response_method: "predict_proba" })
      : new TunedThresholdClassifierCV({
          estimator: calibrated,
          scoring: threshold,
          response_method: "predict_proba",
        });
  }
}
