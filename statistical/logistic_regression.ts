import * as v from "valibot";
import { anyColumnParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import { type FitMonitor, SILENT } from "../src/learn/estimator.ts";
import { LogisticRegression } from "../src/learn/linear/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";

const parameters = v.object({
  C: v.optional(v.pipe(v.number(), v.gtValue(0)), 1),
  penalty: v.optional(v.nullable(v.picklist(["l2"])), "l2"),
  tol: v.optional(v.pipe(v.number(), v.gtValue(0)), 1e-4),
  max_iter: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)), 100),
  fit_intercept: v.optional(v.boolean(), true),
  class_weight: v.optional(v.nullable(v.picklist(["balanced"])), null),
  solver: v.optional(v.picklist(["lbfgs", "gradient_descent"]), "lbfgs"),
  ...anyColumnParameters,
});

/** Logistic regression on whatever columns come. */
export class LogisticRegressionModel extends Classifier<typeof parameters> {
  readonly name = "logistic_regression";
  readonly description = "Classes by a linear model, with probabilities; a first choice for any table";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(
    parameters: Parameters<typeof this.parameters>,
    features: Table,
    monitor: FitMonitor = SILENT,
  ): Pipeline {
    const { C, penalty, tol, max_iter, fit_intercept, class_weight, solver } = parameters;
    return new Pipeline([
      preprocessAnyColumns(features, parameters, monitor),
      new LogisticRegression({ C, penalty, tol, max_iter, fit_intercept, class_weight, solver }),
    ]);
  }
}
