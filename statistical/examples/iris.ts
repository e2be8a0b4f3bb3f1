import {
  Classifier,
  count,
  defineParameters,
  LogisticRegression,
  type Parameters,
  PCA,
  Pipeline,
  StandardScaler,
} from "mlsvc";

const parameters = defineParameters({
  n_components: count(4, "Number of principal components", { to: 4 }),
  max_iter: count(5000, "Number of gradient steps", { to: 50_000 }),
});

/** Species of iris. An example of a chain of steps: scaling, principal components, logistic regression by gradient descent. */
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
      // The classes are separable: the weights grow without limit, and the gradient shrinks like 1 / steps, so 1e-3 is enough.
      new LogisticRegression({ solver: "gradient_descent", max_iter, tol: 1e-3 }),
    ]);
  }
}
