import { Classifier, generalPurpose, LogisticRegression } from "mlsvc";

/** Logistic regression on any columns. */
export class LogisticRegressionModel extends generalPurpose(Classifier, LogisticRegression) {
  readonly name = "logistic_regression";
  readonly description =
    "Predicts classes and their probabilities with a linear model; a first choice for any table";
}
