import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { DecisionTreeClassifier } from "../src/learn/tree/decision-tree-classifier.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { treeParameters } from "../src/models/parameter-groups.ts";
import { choice, classWeight, maxFeatures } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  criterion: choice(["gini", "entropy", "log_loss"], "gini"),
  splitter: choice(["best", "random"], "best"),
  ...treeParameters,
  max_features: maxFeatures(null),
  class_weight: classWeight,
  ...anyColumnParameters,
});

/** A single tree of questions for classes. */
export class DecisionTreeClassifierModel extends Classifier<typeof parameters> {
  readonly name = "decision_tree_classifier";
  readonly description = "Classes by a chain of questions that a person can read";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new DecisionTreeClassifier(estimatorParameters(chosen)),
    ]);
  }
}
