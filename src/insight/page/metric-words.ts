/** What each metric of the library says, for readers who do not know its name. */
export const METRIC_WORDS: Readonly<Record<string, string>> = {
  accuracy: "share of the rows whose class is predicted right",
  balanced_accuracy: "share predicted right in each class, averaged over the classes",
  precision: "share of the rows predicted as a class that belong to it",
  precision_macro: "share of the rows predicted as a class that belong to it, averaged over the classes",
  recall: "share of the rows of a class that are found",
  recall_macro: "share of the rows of a class that are found, averaged over the classes",
  f1: "precision and recall in one number",
  f1_macro: "precision and recall in one number, averaged over the classes",
  roc_auc:
    "chance that a row of the second class gets a higher score than a row of the first; 0.5 is guessing",
  roc_auc_ovr_macro:
    "chance that a row of a class gets a higher score than a row of the others, averaged over the classes",
  average_precision: "precision averaged over all recalls",
  log_loss: "penalty for confident mistakes of the probabilities; lower is better",
  brier: "mean squared error of the probabilities; lower is better",
  r2: "share of the label's variance that is explained; 1 is perfect, 0 is as good as the mean",
  rmse: "typical size of an error, in units of the label, large errors counting more; lower is better",
  mae: "mean size of an error, in units of the label; lower is better",
  mean_pinball_loss:
    "mean penalty of a predicted quantile, in units of the label, by which side of it the true value lies on; lower is better",
  inertia: "sum of squared distances to the nearest center; lower is better",
  silhouette: "how well the clusters are separated: 1 well, 0 overlapping, −1 wrongly",
  n_outliers: "number of rows that are unusual",
};
