import { Classifier, DecisionTreeClassifier, generalPurpose } from "mlsvc";

/** A single decision tree for classes. */
export class DecisionTreeClassifierModel extends generalPurpose(
  Classifier,
  DecisionTreeClassifier,
  "impute",
) {
  readonly name = "decision_tree_classifier";
  readonly description = "Predicts classes with a single decision tree, which people can read";
}
