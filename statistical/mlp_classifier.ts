import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { MLPClassifier } from "../src/learn/neural/mlp-classifier.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
import { perceptronParameters } from "../src/parameter-groups.ts";

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
