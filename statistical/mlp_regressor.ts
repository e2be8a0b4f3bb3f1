import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { MLPRegressor } from "../src/learn/neural/mlp-regressor.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";
import { perceptronParameters } from "../src/parameter-groups.ts";
import { choice } from "../src/parameter-schemas.ts";

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
