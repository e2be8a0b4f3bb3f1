import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { LogisticRegression } from "../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { logisticParameters } from "../src/models/parameter-groups.ts";
import type { Parameters } from "../src/models/parameters.ts";

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
