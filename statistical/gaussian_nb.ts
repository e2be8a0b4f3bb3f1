import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { GaussianNB } from "../src/learn/naive-bayes/gaussian-nb.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { notNegative } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  priors: v.optional(v.nullable(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))), null),
  var_smoothing: notNegative(1e-9),
  ...anyColumnParameters,
});

/** Gaussian naive Bayes on whatever columns come. */
export class GaussianNBModel extends Classifier<typeof parameters> {
  readonly name = "gaussian_nb";
  readonly description =
    "Classes by a bell curve for each column; the fastest, for small data and a baseline";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new GaussianNB(estimatorParameters(chosen)),
    ]);
  }
}
