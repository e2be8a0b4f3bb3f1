import { Classifier, generalPurpose, HistGradientBoostingClassifier } from "mlsvc";

/** Gradient boosting of trees on binned columns; missing values and categories are used as they are. */
export class HistGradientBoostingClassifierModel extends generalPurpose(
  Classifier,
  HistGradientBoostingClassifier,
  "native",
) {
  readonly name = "hist_gradient_boosting_classifier";
  readonly description =
    "Classes by boosted trees; the most accurate on many rows, takes missing values and categories as they are";
}
