import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { HistGradientBoostingRegressor } from "../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, nativeColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { boostingParameters } from "../src/models/parameter-groups.ts";
import { choice } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  loss: choice(["squared_error", "absolute_error", "gamma", "poisson", "quantile"], "squared_error"),
  quantile: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), null),
  ...boostingParameters,
  ...anyColumnParameters,
});

/** Gradient boosting of trees on binned columns; missing values and categories go in as they are. */
export class HistGradientBoostingRegressorModel extends Regressor<typeof parameters> {
  readonly name = "hist_gradient_boosting_regressor";
  readonly description =
    "Numbers by boosted trees; the most accurate on many rows, takes missing values and categories as they are";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      nativeColumns(features, chosen, monitor),
      new HistGradientBoostingRegressor(estimatorParameters(chosen)),
    ]);
  }
}
