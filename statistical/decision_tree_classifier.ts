import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { DecisionTreeClassifier } from "../src/learn/trees/decision-tree-classifier.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
import { treeParameters } from "../src/parameter-groups.ts";
import { choice, classWeight, maxFeatures } from "../src/parameter-schemas.ts";

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
