import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { Lasso } from "../src/learn/linear/lasso.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";
import { coordinateDescentParameters } from "../src/parameter-groups.ts";
import { notNegative } from "../src/parameter-schemas.ts";

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
