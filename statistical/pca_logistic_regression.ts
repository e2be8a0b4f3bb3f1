import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { PCA } from "../src/learn/decomposition/pca.ts";
import { LogisticRegression } from "../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { logisticParameters } from "../src/models/parameter-groups.ts";
import { countOrShare, flag, partialShare, wholeNumber } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  n_components: v.optional(
    v.nullable(countOrShare(v.union([wholeNumber(1, 1_000_000), partialShare]))),
    0.95,
  ),
  whiten: flag(false),
  ...logisticParameters,
  ...anyColumnParameters,
});

/** Logistic regression on the principal components of whatever columns come. */
export class PcaLogisticRegression extends Classifier<typeof parameters> {
  readonly name = "pca_logistic_regression";
  readonly description =
    "Classes by a linear model on principal components, for many columns that say the same";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    const { n_components, whiten, ...logistic } = estimatorParameters(chosen);
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new PCA({ n_components, whiten }),
      new LogisticRegression(logistic),
    ]);
  }
}
