import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { RandomForestClassifier } from "../src/learn/ensemble/forest/random-forest-classifier.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { forestClassWeight, forestParameters } from "../src/models/parameter-groups.ts";
import { choice, flag, maxFeatures } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  criterion: choice(["gini", "entropy", "log_loss"], "gini"),
  ...forestParameters,
  max_features: maxFeatures("sqrt"),
  bootstrap: flag(true),
  class_weight: forestClassWeight,
  ...anyColumnParameters,
});

/** Random forest for classes. */
export class RandomForestClassifierModel extends Classifier<typeof parameters> {
  readonly name = "random_forest_classifier";
  readonly description = "Classes by a vote of many trees; robust without tuning";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new RandomForestClassifier(estimatorParameters(chosen)),
    ]);
  }
}
