import type { ExplanationUnit } from "../../../src/learn/core/explanation.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import type { IsolationForest } from "../../../src/learn/ensemble/forest/isolation-forest.ts";
import { meanPathLength } from "../../../src/learn/ensemble/forest/isolation-tree.ts";
import { GaussianNB } from "../../../src/learn/naive-bayes/gaussian-nb.ts";
import type { Pipeline } from "../../../src/learn/pipeline.ts";

/** Returns what explanations in the unit of the estimator add up to, n × k, from the results of predictions. */
export function outputsOf(pipeline: Pipeline, features: Table): Float64Array {
  const { estimator, schema } = pipeline;
  const X = pipeline.transform(features);
  const unit: ExplanationUnit = estimator.explanation!().unit;
  if (unit === "label") return pipeline.predictValues(features).data;
  if (unit === "log_label") return pipeline.predictValues(features).data.map(Math.log);
  if (unit === "path_length") {
    const { state } = estimator as IsolationForest;
    return pipeline
      .scores(features)
      .data.map((score) => -Math.log2(-score) * meanPathLength(state.max_samples));
  }
  if (unit === "log_likelihood") return (estimator as GaussianNB).jointLogLikelihood(X).data;
  if (estimator instanceof GaussianNB) {
    const { data } = estimator.jointLogLikelihood(X);
    return Float64Array.from({ length: X.rows }, (_, i) => data[2 * i + 1]! - data[2 * i]!);
  }
  if (unit === "probability") {
    const { data, columns } = pipeline.predictProba(features);
    return schema.classes!.length === 2 ? data.filter((_, at) => at % columns === 1) : data;
  }
  return pipeline.scores(features).data;
}
