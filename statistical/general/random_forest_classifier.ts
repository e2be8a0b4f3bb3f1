import { Classifier, generalPurpose, RandomForestClassifier } from "mlsvc";

/** Random forest for classes. */
export class RandomForestClassifierModel extends generalPurpose(
  Classifier,
  RandomForestClassifier,
  "impute",
) {
  readonly name = "random_forest_classifier";
  readonly description = "Predicts classes by the vote of many trees; robust without tuning";
}
