import * as v from "valibot";
import { anyColumnParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import { type FitMonitor, SILENT } from "../src/learn/estimator.ts";
import { Ridge } from "../src/learn/linear/ridge.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";

const parameters = v.object({
  alpha: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
  fit_intercept: v.optional(v.boolean(), true),
  ...anyColumnParameters,
});

/** Ridge regression on whatever columns come; one or several numeric labels. */
export class RidgeModel extends Regressor<typeof parameters> {
  readonly name = "ridge";
  readonly description = "Numbers by a linear model with an l2 penalty; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(
    parameters: Parameters<typeof this.parameters>,
    features: Table,
    monitor: FitMonitor = SILENT,
  ): Pipeline {
    const { alpha, fit_intercept } = parameters;
    return new Pipeline([
      preprocessAnyColumns(features, parameters, monitor),
      new Ridge({ alpha, fit_intercept }),
    ]);
  }
}
