import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import { GaussianNB } from "../src/learn/bayes/gaussian-nb.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
import { notNegative } from "../src/parameter-schemas.ts";

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
