import { Classifier, generalPurpose, KNeighborsClassifier } from "mlsvc";

/** Classification by the nearest training rows. */
export class KnnClassifier extends generalPurpose(Classifier, KNeighborsClassifier) {
  readonly name = "knn_classifier";
  readonly description =
    "Predicts classes by the nearest training rows; makes no assumption about the shape of the classes";
}
