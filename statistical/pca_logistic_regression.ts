import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import { PCA } from "../src/learn/decomposition/pca.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { LogisticRegression } from "../src/learn/linear/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
import { logisticParameters } from "../src/parameter-groups.ts";
import { countOrShare, flag, partialShare, wholeNumber } from "../src/parameter-schemas.ts";

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
