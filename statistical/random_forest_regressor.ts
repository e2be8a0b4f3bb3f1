import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import { ALL } from "../src/learn/core/parameter-checks.ts";
import type { Table } from "../src/learn/core/table.ts";
import { RandomForestRegressor } from "../src/learn/ensemble/forest/random-forest-regressor.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { forestParameters } from "../src/models/parameter-groups.ts";
import { choice, flag, maxFeatures } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  criterion: choice(["squared_error", "friedman_mse", "absolute_error", "poisson"], "squared_error"),
  ...forestParameters,
  max_features: maxFeatures(ALL),
  bootstrap: flag(true),
  ...anyColumnParameters,
});

/** Random forest for numbers. */
export class RandomForestRegressorModel extends Regressor<typeof parameters> {
  readonly name = "random_forest_regressor";
  readonly description = "Numbers by the mean of many trees; robust without tuning, one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new RandomForestRegressor(estimatorParameters(chosen)),
    ]);
  }
}
