import { Classifier, ExtraTreesClassifier, generalPurpose } from "mlsvc";

/** Extremely randomised trees for classes. */
export class ExtraTreesClassifierModel extends generalPurpose(Classifier, ExtraTreesClassifier, "impute") {
  readonly name = "extra_trees_classifier";
  readonly description =
    "Predicts classes by the vote of many trees with random thresholds; smoother and faster than a random forest";
}
