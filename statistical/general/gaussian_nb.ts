import { Classifier, GaussianNB, generalPurpose } from "mlsvc";

/** Gaussian naive Bayes on any columns. */
export class GaussianNBModel extends generalPurpose(Classifier, GaussianNB) {
  readonly name = "gaussian_nb";
  readonly description =
    "Predicts classes from a normal distribution per class and column; the fastest, for small data and as a baseline";
}
