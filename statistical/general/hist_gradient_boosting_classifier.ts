import { Classifier, generalPurpose, HistGradientBoostingClassifier } from "mlsvc";

/** Gradient boosting of trees on binned columns, for classes; missing values and categories are used as they are. */
export class HistGradientBoostingClassifierModel extends generalPurpose(
  Classifier,
  HistGradientBoostingClassifier,
  "native",
) {
  readonly name = "hist_gradient_boosting_classifier";
  readonly description =
    "Predicts classes with boosted trees on binned values; the most accurate on many rows; uses missing values and categories as they are";
}
