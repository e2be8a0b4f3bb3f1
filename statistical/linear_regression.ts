import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { LinearRegression } from "../src/learn/linear-model/linear-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { flag, notNegative } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  fit_intercept: flag(true),
  positive: flag(false),
  tol: notNegative(1e-6),
  ...anyColumnParameters,
});

/** Ordinary least squares on whatever columns come. */
export class LinearRegressionModel extends Regressor<typeof parameters> {
  readonly name = "linear_regression";
  readonly description = "Numbers by a linear model without penalty; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new LinearRegression(estimatorParameters(chosen)),
    ]);
  }
}
