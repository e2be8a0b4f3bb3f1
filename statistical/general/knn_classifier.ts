import { Classifier, generalPurpose, KNeighborsClassifier } from "mlsvc";

/** Classification by the nearest training rows. */
export class KnnClassifier extends generalPurpose(Classifier, KNeighborsClassifier) {
  readonly name = "knn_classifier";
  readonly description = "Classes by the nearest rows; no assumption about their shape";
}
