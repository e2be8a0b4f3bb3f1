import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { LogisticRegression } from "../src/learn/linear/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
import { logisticParameters } from "../src/parameter-groups.ts";

const parameters = v.object({
  ...logisticParameters,
  ...anyColumnParameters,
});

/** Logistic regression on whatever columns come. */
export class LogisticRegressionModel extends Classifier<typeof parameters> {
  readonly name = "logistic_regression";
  readonly description = "Classes by a linear model, with probabilities; a first choice for any table";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new LogisticRegression(estimatorParameters(chosen)),
    ]);
  }
}
