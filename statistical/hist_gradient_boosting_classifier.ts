import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { HistGradientBoostingClassifier } from "../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, nativeColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { boostingParameters } from "../src/models/parameter-groups.ts";
import { choice, classWeight } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  loss: choice(["log_loss"], "log_loss"),
  ...boostingParameters,
  class_weight: classWeight,
  ...anyColumnParameters,
});

/** Gradient boosting of trees on binned columns; missing values and categories go in as they are. */
export class HistGradientBoostingClassifierModel extends Classifier<typeof parameters> {
  readonly name = "hist_gradient_boosting_classifier";
  readonly description =
    "Classes by boosted trees; the most accurate on many rows, takes missing values and categories as they are";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      nativeColumns(features, chosen, monitor),
      new HistGradientBoostingClassifier(estimatorParameters(chosen)),
    ]);
  }
}
