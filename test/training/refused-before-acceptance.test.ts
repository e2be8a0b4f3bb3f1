import { describe, expect, test } from "bun:test";
import { ValueError } from "../../src/learn/core/errors.ts";
import { prepare, type Rows, train } from "./train.ts";

const COLUMNS = { a: Math.sin, b: Math.cos, c: (i: number) => i % 5 };
const features: Rows = Array.from({ length: 12 }, (_, i) =>
  Object.fromEntries(Object.entries(COLUMNS).map(([name, of]) => [name, of(i)])),
);
const mixed: Rows = features.map((row, i) => ({ ...row, word: `w${i % 4}` }));
const classes: Rows = features.map((_, i) => ({ y: i % 2 === 0 ? "no" : "yes" }));
const numbers: Rows = features.map((_, i) => ({ y: Math.sin(3 * i) }));
const counts: Rows = features.map((_, i) => ({ y: i % 3 }));

interface Refused {
  readonly model: string;
  readonly parameters: Record<string, unknown>;
  readonly message: string | RegExp;
  readonly labels?: Rows;
  readonly rows?: Rows;
}

/** Parameters that are in their ranges, but contradict one another, the labels or the rows. */
const REFUSED: readonly Refused[] = [
  {
    model: "knn_classifier",
    parameters: { n_neighbors: 13 },
    message: "n_neighbors=13 must not be more than",
  },
  { model: "knn_regressor", parameters: { n_neighbors: 13 }, labels: numbers, message: "n_samples=12" },
  { model: "kmeans", parameters: { n_clusters: 13 }, message: "n_clusters=13 must not be more than" },
  {
    model: "pca_logistic_regression",
    parameters: { n_components: 4 },
    message: "n_components=4 must not be more than min(n_samples, n_features)=3",
  },
  {
    model: "pca_logistic_regression",
    parameters: { n_components: 13 },
    rows: mixed,
    message: "n_components=13 must not be more than min(n_samples, n_features)=12",
  },
  {
    model: "pca_logistic_regression",
    parameters: { class_weight: { no: 1, maybe: 2 } },
    message: 'class_weight names labels that do not occur, "maybe", and not the classes "yes"',
  },
  ...["logistic_regression", "svc", "linear_svc", "random_forest_classifier", "decision_tree_classifier"].map(
    (model) => ({
      model,
      parameters: { class_weight: { nay: 1 } },
      message: 'labels that do not occur, "nay"',
    }),
  ),
  {
    model: "hist_gradient_boosting_classifier",
    parameters: { class_weight: { nay: 1 } },
    message: 'labels that do not occur, "nay"',
  },
  { model: "svc", parameters: { class_weight: { no: 0 } }, message: "must not give a class the weight 0" },
  {
    model: "svc",
    parameters: { break_ties: true, decision_function_shape: "ovo" },
    message: "break_ties must be false",
  },
  {
    model: "logistic_regression",
    parameters: { class_weight: { no: 0, yes: 0 } },
    message: "class_weight must not be 0 for all classes",
  },
  {
    model: "logistic_regression",
    parameters: { class_weight: "balanced", solver: "gradient_descent" },
    message: "class_weight needs the solver lbfgs or newton-cholesky",
  },
  {
    model: "linear_svc",
    parameters: { penalty: "l1", loss: "hinge" },
    message: "The combination of penalty='l1' and loss='hinge' is not supported",
  },
  {
    model: "linear_svc",
    parameters: { penalty: "l1", dual: true },
    message: "is not supported when dual=true",
  },
  {
    model: "linear_svc",
    parameters: { loss: "hinge", dual: false },
    message: "is not supported when dual=false",
  },
  {
    model: "ridge",
    parameters: { solver: "svd", positive: true },
    labels: numbers,
    message: 'solver="svd" does not support positive=true',
  },
  { model: "ridge", parameters: { solver: "lbfgs" }, labels: numbers, message: "only with positive=true" },
  {
    model: "linear_regression",
    parameters: { tol: 1 },
    labels: numbers,
    message: "parameters.tol must be a number in [0, 1); got 1",
  },
  {
    model: "hist_gradient_boosting_regressor",
    parameters: { loss: "quantile" },
    labels: numbers,
    message: 'loss="quantile" needs a quantile',
  },
  ...[0, 1].map((quantile) => ({
    model: "hist_gradient_boosting_regressor",
    parameters: { loss: "quantile", quantile },
    labels: numbers,
    message: `parameters.quantile must be a number in (0, 1) or null; got ${quantile}`,
  })),
  {
    model: "hist_gradient_boosting_regressor",
    parameters: { loss: "poisson" },
    labels: numbers,
    message: "loss=poisson requires labels that are not negative",
  },
  {
    model: "hist_gradient_boosting_regressor",
    parameters: { loss: "gamma" },
    labels: counts,
    message: "loss=gamma requires strictly positive labels",
  },
  {
    model: "hist_gradient_boosting_classifier",
    parameters: { early_stopping: true, validation_fraction: 12 },
    message: "early stopping cannot set validation_fraction=12 of 12 rows aside",
  },
  {
    model: "hist_gradient_boosting_regressor",
    parameters: { early_stopping: true, validation_fraction: 12 },
    labels: numbers,
    message: "early stopping cannot set validation_fraction=12 of 12 rows aside",
  },
  {
    model: "mlp_classifier",
    parameters: { early_stopping: true, validation_fraction: 0.01 },
    message: /holds 1 of 12 rows back; it must be at least 2/,
  },
  {
    model: "mlp_regressor",
    parameters: { early_stopping: true, validation_fraction: 0.99 },
    labels: numbers,
    message: /holds 12 of 12 rows back/,
  },
  { model: "mlp_regressor", parameters: { loss: "poisson" }, labels: numbers, message: "negative labels" },
  { model: "gaussian_nb", parameters: { priors: [0.5, 0.4] }, message: "priors must sum to 1, not to 0.9" },
  {
    model: "gaussian_nb",
    parameters: { priors: [1] },
    message: "priors has 1 numbers, but there are 2 classes",
  },
  {
    model: "extra_trees_classifier",
    parameters: { max_samples: 5 },
    message: "max_samples=5 needs bootstrap=true",
  },
  {
    model: "extra_trees_regressor",
    parameters: { max_samples: 0.5 },
    labels: numbers,
    message: "max_samples=0.5 needs bootstrap=true",
  },
  ...["gradient_boosting_classifier", "hist_gradient_boosting_classifier"].flatMap((model) => [
    {
      model,
      parameters: { monotonic_cst: { a: 1, d: -1 } },
      message: 'parameters.monotonic_cst names columns that are not learnt: "d"',
    },
    {
      model,
      parameters: { monotonic_cst: { a: 1, word: -1 } },
      rows: mixed,
      message: 'parameters.monotonic_cst is for columns of numbers and booleans; it names others: "word"',
    },
    {
      model,
      parameters: { monotonic_cst: { a: 1, b: -1 }, categorical_features: ["b"] },
      message: 'it names others: "b"; leave them out, or name them in numeric_features',
    },
    {
      model,
      parameters: { monotonic_cst: [1, 0, -1] },
      message:
        'parameters.monotonic_cst must name its columns: an object of column name: -1, 0 or 1, such as {"a": 1}; a list is for models of fixed columns',
    },
    {
      model,
      parameters: { monotonic_cst: { a: 2 } },
      message: 'got {"a":2}',
    },
    {
      model,
      parameters: { monotonic_cst: { a: 1 } },
      labels: counts,
      message: "monotonic_cst is for numbers and for two classes, got 3 classes",
    },
  ]),
  ...["random_forest_regressor", "decision_tree_regressor", "extra_trees_regressor"].map((model) => ({
    model,
    parameters: { monotonic_cst: { a: 1 } },
    labels: numbers.map(({ y }) => ({ y, z: y })),
    message: "monotonic_cst is for one label, got 2",
  })),
  ...["random_forest_regressor", "decision_tree_regressor"].map((model) => ({
    model,
    parameters: { criterion: "poisson" },
    labels: numbers,
    message: 'criterion="poisson" needs targets that are not negative',
  })),
];

describe("a mistake that can be found before a run is accepted is refused, instead of failing the run", () => {
  for (const { model, parameters, message, rows = features, labels = classes } of REFUSED) {
    test(`${model} ${JSON.stringify(parameters)}${rows === mixed ? " with text" : ""}`, () => {
      const refuse = () => prepare(model, { features: rows, labels, parameters });
      expect(refuse).toThrow(ValueError);
      expect(refuse).toThrow(message);
    });
  }
});

describe("parameters at the limit of what the rows permit are accepted", () => {
  const taken: readonly Omit<Refused, "message">[] = [
    { model: "knn_classifier", parameters: { n_neighbors: 12 } },
    { model: "kmeans", parameters: { n_clusters: 12 } },
    { model: "pca_logistic_regression", parameters: { n_components: 3 } },
    // Only the fit knows how many columns the texts become: three numbers and four categories are seven.
    { model: "pca_logistic_regression", parameters: { n_components: 7 }, rows: mixed },
    { model: "logistic_regression", parameters: { class_weight: { no: 1, yes: 2, maybe: 3 } } },
    { model: "linear_svc", parameters: { penalty: "l1" } },
    { model: "ridge", parameters: { solver: "lbfgs", positive: true }, labels: numbers },
    {
      model: "hist_gradient_boosting_regressor",
      parameters: { loss: "quantile", quantile: 0.5 },
      labels: numbers,
    },
    { model: "hist_gradient_boosting_classifier", parameters: { validation_fraction: 12 } },
    {
      model: "mlp_classifier",
      parameters: { early_stopping: true, solver: "lbfgs", validation_fraction: 0 },
    },
  ];
  for (const { model, parameters, rows = features, labels = classes } of taken) {
    test(`${model} ${JSON.stringify(parameters)}`, () => {
      expect(train(model, { features: rows, labels, parameters }).metrics.n_rows).toBe(12);
    });
  }
});

test("tol of 0 is accepted", () => {
  for (const model of ["logistic_regression", "mlp_classifier", "kmeans"]) {
    const parameters = { tol: 0, max_iter: 20 };
    expect(train(model, { features, labels: classes, parameters }).metrics.n_iter).toBeGreaterThan(0);
  }
  for (const model of ["lasso", "elastic_net"]) {
    const parameters = { tol: 0, alpha: 0.01, precompute: true };
    const { metrics } = train(model, { features, labels: numbers, parameters });
    expect(metrics.n_iter).toBeGreaterThan(0);
  }
});
