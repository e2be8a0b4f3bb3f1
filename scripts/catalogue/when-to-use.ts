/** When to choose each of the models of any columns, by name. A model without an entry has no such sentence in its section. */
export const WHEN_TO_USE: Readonly<Record<string, string>> = {
  decision_tree_classifier:
    "A person must be able to follow each decision. A forest or boosting predicts better. Limit `max_depth`, or set `ccp_alpha`, or the tree learns the training rows by heart.",
  decision_tree_regressor:
    "A person must be able to follow each estimate. A forest or boosting predicts better. Limit `max_depth`, or set `ccp_alpha`.",
  elastic_net:
    "Many columns, groups of which are correlated, and only some of which matter. Between `ridge` (`l1_ratio` near 0) and `lasso` (`l1_ratio` 1).",
  extra_trees_classifier:
    "As `random_forest_classifier`, where its fits take too long, or where noisy columns make it overfit.",
  extra_trees_regressor:
    "As `random_forest_regressor`, where its fits take too long or its curve is too rough.",
  gaussian_nb:
    "A first number to beat, very few rows, or a model that must fit at once. Its probabilities are often too sure of themselves: set `calibrate`.",
  gradient_boosting_classifier:
    "Up to some thousand rows, where exact thresholds matter. With more rows take `hist_gradient_boosting_classifier`, which is faster.",
  gradient_boosting_regressor:
    'Up to some thousand rows, or a quantile instead of the mean (`loss="quantile"`, `alpha`). With more rows take `hist_gradient_boosting_regressor`.',
  hist_gradient_boosting_classifier:
    "The first choice for accuracy from about a thousand rows on, with mixed columns, categories and missing values.",
  hist_gradient_boosting_regressor:
    'The first choice for accuracy from about a thousand rows on, with mixed columns, categories and missing values. Counts: `loss="poisson"`; a quantile: `loss="quantile"` with `quantile`.',
  isolation_forest:
    "Finding unusual rows without examples of them. Set `contamination` if you know what fraction of the rows is unusual.",
  kmeans:
    "Splitting rows into a known number of groups of similar size. Compare several `n_clusters` by the metric `silhouette`.",
  knn_classifier:
    "Few columns, all of which matter, and classes of irregular shape. The pipeline stores all rows, and predictions get slower with their number.",
  knn_regressor:
    "Few columns, all of which matter, and no simple formula. The pipeline stores all rows, and predictions get slower with their number.",
  lasso: "Many columns of which few matter: the coefficients of the others become 0.",
  linear_regression:
    "Few columns that are not strongly correlated, and coefficients to be read without a penalty in them. Otherwise `ridge`.",
  linear_svc:
    "Many rows or many columns. It has probabilities only with `calibrate`; where they matter, `logistic_regression` is simpler.",
  logistic_regression:
    "The first model to try for classes: fast, with probabilities, and coefficients that can be read. Try smaller and larger `C`.",
  mlp_classifier:
    "Smooth, curved boundaries and at least some thousand rows, after boosting and `svc` were not good enough. It takes more tuning than any other model here.",
  mlp_regressor:
    "Smooth, curved relations, or several labels that depend on each other, with at least some thousand rows. It takes more tuning than any other model here.",
  pca_logistic_regression:
    "Many strongly correlated columns, such as measurements of a sensor at many moments. `n_components` between 0 and 1 is the fraction of the variance to keep.",
  random_forest_classifier:
    "A good result without tuning, on up to about a hundred thousand rows. Its pipelines are large: set `max_depth` or `min_samples_leaf` for smaller ones.",
  random_forest_regressor:
    "A good result without tuning, on up to about a hundred thousand rows. It never predicts beyond the labels it has seen. Its pipelines are large.",
  ridge:
    "The first model to try for numbers: fast, stable with correlated columns. Try smaller and larger `alpha`.",
  svc: "Curved boundaries on up to some ten thousand rows: the time of a fit grows with the square of their number. It has probabilities only with `calibrate`.",
};
