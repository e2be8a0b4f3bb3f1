import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { MLPRegressor } from "../src/learn/neural-network/mlp-regressor.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { perceptronParameters } from "../src/models/parameter-groups.ts";
import { choice } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  loss: choice(["squared_error", "poisson"], "squared_error"),
  ...perceptronParameters,
  ...anyColumnParameters,
});

/** A multilayer perceptron for numbers. */
export class MLPRegressorModel extends Regressor<typeof parameters> {
  readonly name = "mlp_regressor";
  readonly description = "Numbers by a neural network of full layers; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new MLPRegressor(estimatorParameters(chosen)),
    ]);
  }
}
