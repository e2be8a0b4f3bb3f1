import * as v from "valibot";
import { anyColumnParameters, estimatorParameters, preprocessAnyColumns } from "../src/any-columns.ts";
import type { FitMonitor } from "../src/learn/estimator.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { SVC } from "../src/learn/svm/svc.ts";
import type { Table } from "../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Parameters } from "../src/model.ts";
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
} from "../src/parameter-schemas.ts";

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
