import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { LinearSVC } from "../src/learn/svm/linear-svc.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import { choice, classWeight, count, flag, positive } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  penalty: choice(["l2", "l1"], "l2"),
  loss: choice(["squared_hinge", "hinge"], "squared_hinge"),
  dual: v.optional(v.union([v.literal("auto"), v.boolean()]), "auto"),
  tol: positive(1e-4),
  C: positive(1),
  multi_class: choice(["ovr"], "ovr"),
  fit_intercept: flag(true),
  intercept_scaling: positive(1),
  class_weight: classWeight,
  max_iter: count(1000, 0),
  ...anyColumnParameters,
});

/** Linear support vector classification on whatever columns come. */
export class LinearSVCModel extends Classifier<typeof parameters> {
  readonly name = "linear_svc";
  readonly description = "Classes by a linear margin; fast on many rows and columns";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new LinearSVC(estimatorParameters(chosen)),
    ]);
  }
}
