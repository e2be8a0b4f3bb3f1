import * as v from "valibot";
import { KMeans } from "../src/learn/cluster/k-means.ts";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Clusterer } from "../src/models/model.ts";
import { choice, count, notNegative, wholeNumber } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  n_clusters: count(8),
  init: choice(["k-means++", "random"], "k-means++"),
  n_init: v.optional(v.union([v.literal("auto"), wholeNumber(1, 10_000)]), "auto"),
  max_iter: count(300),
  tol: notNegative(1e-4),
  algorithm: choice(["lloyd", "elkan"], "lloyd"),
  ...anyColumnParameters,
});

/** k-means clustering of whatever columns come. */
export class KMeansModel extends Clusterer<typeof parameters> {
  readonly name = "kmeans";
  readonly description = "Groups of rows around centres; takes no labels, predicts the number of the group";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = [];
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new KMeans(estimatorParameters(chosen)),
    ]);
  }
}
