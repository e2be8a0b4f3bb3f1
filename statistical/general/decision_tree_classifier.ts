import { Classifier, DecisionTreeClassifier, generalPurpose } from "mlsvc";

/** A single decision tree for classes. */
export class DecisionTreeClassifierModel extends generalPurpose(
  Classifier,
  DecisionTreeClassifier,
  "impute",
) {
  readonly name = "decision_tree_classifier";
  readonly description = "Classes by a chain of questions that a person can read";
}
