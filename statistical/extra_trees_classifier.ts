import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { ExtraTreesClassifier } from "../src/learn/ensemble/forest/extra-trees-classifier.ts";
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
  bootstrap: flag(false),
  class_weight: forestClassWeight,
  ...anyColumnParameters,
});

/** Extremely randomised trees for classes. */
export class ExtraTreesClassifierModel extends Classifier<typeof parameters> {
  readonly name = "extra_trees_classifier";
  readonly description =
    "Classes by a vote of many trees with random thresholds; smoother and faster than a random forest";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new ExtraTreesClassifier(estimatorParameters(chosen)),
    ]);
  }
}
