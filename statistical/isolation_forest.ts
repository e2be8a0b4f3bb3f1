import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import { ALL } from "../src/learn/core/parameter-checks.ts";
import type { Table } from "../src/learn/core/table.ts";
import { IsolationForest } from "../src/learn/ensemble/forest/isolation-forest.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, OutlierDetector } from "../src/models/model.ts";
import {
  all,
  count,
  countOrShare,
  flag,
  MOST,
  partialShare,
  wholeNumber,
} from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  n_estimators: count(100, 1, 100_000),
  max_samples: v.optional(
    countOrShare(v.union([v.literal("auto"), wholeNumber(1, MOST), partialShare, all])),
    "auto",
  ),
  contamination: v.optional(
    v.union([v.literal("auto"), v.pipe(v.number(), v.gtValue(0), v.maxValue(0.5))]),
    "auto",
  ),
  max_features: v.optional(countOrShare(v.union([wholeNumber(1, 1_000_000), partialShare, all])), ALL),
  bootstrap: flag(false),
  ...anyColumnParameters,
});

/** Outliers among whatever columns come, by how fast random trees isolate them. */
export class IsolationForestModel extends OutlierDetector<typeof parameters> {
  readonly name = "isolation_forest";
  readonly description =
    "Rows unlike the others; takes no labels, predicts 1 for usual rows and -1 for outliers";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = [];
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor, { scale: false }),
      new IsolationForest(estimatorParameters(chosen)),
    ]);
  }
}
