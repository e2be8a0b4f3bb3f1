import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Lasso } from "../src/learn/linear-model/lasso.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { coordinateDescentParameters } from "../src/models/parameter-groups.ts";
import { notNegative } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  alpha: notNegative(1),
  ...coordinateDescentParameters,
  ...anyColumnParameters,
});

/** Linear regression with an l1 penalty on whatever columns come. */
export class LassoModel extends Regressor<typeof parameters> {
  readonly name = "lasso";
  readonly description = "Numbers by a linear model that leaves columns out; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new Lasso(estimatorParameters(chosen)),
    ]);
  }
}
