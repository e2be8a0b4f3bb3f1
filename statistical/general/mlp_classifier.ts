import { Classifier, generalPurpose, MLPClassifier } from "mlsvc";

/** A multilayer perceptron for classes. */
export class MLPClassifierModel extends generalPurpose(Classifier, MLPClassifier) {
  readonly name = "mlp_classifier";
  readonly description =
    "Predicts classes with a neural network of fully connected layers; for smooth, curved boundaries";
}
