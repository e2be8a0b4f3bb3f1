import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { ALL } from "../src/learn/parameter-checks.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ExtraTreesRegressor } from "../src/learn/trees/extra-trees-regressor.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";
import { forestParameters } from "../src/parameter-groups.ts";
import { choice, flag, maxFeatures } from "../src/parameter-schemas.ts";

const parameters = v.object({
  criterion: choice(["squared_error", "friedman_mse", "absolute_error", "poisson"], "squared_error"),
  ...forestParameters,
  max_features: maxFeatures(ALL),
  bootstrap: flag(false),
  ...anyColumnParameters,
});

/** Extremely randomised trees for numbers. */
export class ExtraTreesRegressorModel extends Regressor<typeof parameters> {
  readonly name = "extra_trees_regressor";
  readonly description = "Numbers by the mean of many trees with random thresholds; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new ExtraTreesRegressor(estimatorParameters(chosen)),
    ]);
  }
}
