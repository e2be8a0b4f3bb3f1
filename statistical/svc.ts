import * as v from "valibot";
import type { FitMonitor } from "../src/learn/core/estimator.ts";
import type { Table } from "../src/learn/core/table.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { SVC } from "../src/learn/svm/svc.ts";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/models/any-columns.ts";
import { ANY_FEATURES, Classifier } from "../src/models/model.ts";
import {
  choice,
  classWeight,
  count,
  finite,
  flag,
  MOST,
  positive,
  real,
  wholeNumber,
} from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  C: positive(1),
  kernel: choice(["rbf", "linear", "poly", "sigmoid"], "rbf"),
  degree: count(3, 0, 1000),
  gamma: v.optional(v.union([v.picklist(["scale", "auto"]), v.pipe(finite, v.minValue(0))]), "scale"),
  coef0: real(0),
  shrinking: flag(true),
  tol: positive(1e-3),
  cache_size: positive(200),
  class_weight: classWeight,
  max_iter: v.optional(v.union([v.literal(-1), wholeNumber(0, MOST)]), -1),
  decision_function_shape: choice(["ovr", "ovo"], "ovr"),
  break_ties: flag(false),
  ...anyColumnParameters,
});

/** Support vector classification with a kernel on whatever columns come. */
export class SVCModel extends Classifier<typeof parameters> {
  readonly name = "svc";
  readonly description = "Classes by a curved margin; accurate on up to some ten thousand rows";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    return new Pipeline([
      preprocessAnyColumns(features, chosen, monitor),
      new SVC(estimatorParameters(chosen)),
    ]);
  }
}
