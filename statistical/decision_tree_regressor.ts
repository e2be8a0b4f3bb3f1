import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { DecisionTreeRegressor } from "../src/learn/tree/decision-tree-regressor.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { treeParameters } from "../src/models/parameter-groups.ts";
import { choice, maxFeatures } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  criterion: choice(["squared_error", "friedman_mse", "absolute_error", "poisson"], "squared_error"),
  splitter: choice(["best", "random"], "best"),
  ...treeParameters,
  max_features: maxFeatures(null),
  ...anyColumnParameters,
});

/** A single tree of questions for numbers. */
export class DecisionTreeRegressorModel extends Regressor<typeof parameters> {
  readonly name = "decision_tree_regressor";
  readonly description = "Numbers by a chain of questions that a person can read; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new DecisionTreeRegressor(estimatorParameters(chosen)),
    ]);
  }
}
