import { Classifier, GradientBoostingClassifier, generalPurpose } from "mlsvc";

/** Gradient boosting of trees on exact values, for classes. */
export class GradientBoostingClassifierModel extends generalPurpose(
  Classifier,
  GradientBoostingClassifier,
  "impute",
) {
  readonly name = "gradient_boosting_classifier";
  readonly description =
    "Predicts classes with boosted trees on exact values; accurate on up to some thousand rows";
}
