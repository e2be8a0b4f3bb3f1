import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Ridge } from "../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { choice, flag, limit, notNegative } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  alpha: notNegative(1),
  fit_intercept: flag(true),
  positive: flag(false),
  solver: choice(["auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga", "lbfgs"], "auto"),
  tol: notNegative(1e-4),
  max_iter: limit(),
  ...anyColumnParameters,
});

/** Ridge regression on whatever columns come; one or several numeric labels. */
export class RidgeModel extends Regressor<typeof parameters> {
  readonly name = "ridge";
  readonly description = "Numbers by a linear model with an l2 penalty; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new Ridge(estimatorParameters(chosen)),
    ]);
  }
}
