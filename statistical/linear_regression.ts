import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { LinearRegression } from "../src/learn/linear/linear-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";
import { flag, notNegative } from "../src/parameter-schemas.ts";

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
