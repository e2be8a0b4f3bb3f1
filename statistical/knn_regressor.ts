import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { KNeighborsRegressor } from "../src/learn/neighbors/k-neighbors-regressor.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, type Parameters, Regressor } from "../src/model.ts";
import { neighborsParameters } from "../src/parameter-groups.ts";

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
