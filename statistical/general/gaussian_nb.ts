import { Classifier, GaussianNB, generalPurpose } from "mlsvc";

/** Gaussian naive Bayes on any columns. */
export class GaussianNBModel extends generalPurpose(Classifier, GaussianNB) {
  readonly name = "gaussian_nb";
  readonly description =
    "Classes by a bell curve for each column; the fastest, for small data and a baseline";
}
