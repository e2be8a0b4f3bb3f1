import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { KNeighborsClassifier } from "../src/learn/neighbors/k-neighbors-classifier.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { neighborsParameters } from "../src/models/parameter-groups.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  ...neighborsParameters,
  ...anyColumnParameters,
});

/** Classification by the nearest training rows. */
export class KnnClassifier extends Classifier<typeof parameters> {
  readonly name = "knn_classifier";
  readonly description = "Classes by the nearest rows; no assumption about their shape";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new KNeighborsClassifier(estimatorParameters(chosen)),
    ]);
  }
}
