import * as v from "valibot";
import { PCA } from "../src/learn/decomposition/pca.ts";
import { LogisticRegression } from "../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { StandardScaler } from "../src/learn/preprocessing/standard-scaler.ts";
import { Classifier } from "../src/models/model.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({
  n_components: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4)), 4),
  max_iter: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50_000)), 5000),
});

/** Iris species: scaled, turned to principal components, told apart by gradient descent. */
export class Iris extends Classifier<typeof parameters> {
  readonly name = "iris";
  readonly description = "Iris species from sepal and petal size";
  readonly featureNames = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"];
  readonly labelNames = ["species"];
  readonly parameters = parameters;

  createPipeline({ n_components, max_iter }: Parameters<typeof parameters>): Pipeline {
    return new Pipeline([
      new StandardScaler(),
      new PCA({ n_components }),
      // Classes that a line tells apart have no last weights: the gradient shrinks as 1 / steps, and 1e-3 will do.
      new LogisticRegression({ solver: "gradient_descent", max_iter, tol: 1e-3 }),
    ]);
  }
}
