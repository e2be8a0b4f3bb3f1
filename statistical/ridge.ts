import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { Ridge } from "../src/learn/linear/ridge.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";
import { choice, flag, limit, notNegative } from "../src/parameter-schemas.ts";

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
