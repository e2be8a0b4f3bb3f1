import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { KNeighborsRegressor } from "../src/learn/neighbors/k-neighbors-regressor.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Regressor } from "../src/models/model.ts";
import { neighborsParameters } from "../src/models/parameter-groups.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  ...neighborsParameters,
  ...anyColumnParameters,
});

/** Regression by the nearest training rows. */
export class KnnRegressor extends Regressor<typeof parameters> {
  readonly name = "knn_regressor";
  readonly description = "Numbers by the mean of the nearest rows; one or several labels";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new KNeighborsRegressor(estimatorParameters(chosen)),
    ]);
  }
}
