import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { MLPClassifier } from "../src/learn/neural-network/mlp-classifier.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { perceptronParameters } from "../src/models/parameter-groups.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  ...perceptronParameters,
  ...anyColumnParameters,
});

/** A multilayer perceptron for classes. */
export class MLPClassifierModel extends Classifier<typeof parameters> {
  readonly name = "mlp_classifier";
  readonly description = "Classes by a neural network of full layers; for smooth, curved boundaries";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new MLPClassifier(estimatorParameters(chosen)),
    ]);
  }
}
