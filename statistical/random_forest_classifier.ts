import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { RandomForestClassifier } from "../src/learn/trees/random-forest-classifier.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
import { forestClassWeight, forestParameters } from "../src/parameter-groups.ts";
import { choice, flag, maxFeatures } from "../src/parameter-schemas.ts";

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
