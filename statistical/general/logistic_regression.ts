import { Classifier, generalPurpose, LogisticRegression } from "mlsvc";

/** Logistic regression on any columns. */
export class LogisticRegressionModel extends generalPurpose(Classifier, LogisticRegression) {
  readonly name = "logistic_regression";
  readonly description = "Classes by a linear model, with probabilities; a first choice for any table";
}
