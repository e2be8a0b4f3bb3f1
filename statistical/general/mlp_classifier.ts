import { Classifier, generalPurpose, MLPClassifier } from "mlsvc";

/** A multilayer perceptron for classes. */
export class MLPClassifierModel extends generalPurpose(Classifier, MLPClassifier) {
  readonly name = "mlp_classifier";
  readonly description = "Classes by a neural network of full layers; for smooth, curved boundaries";
}
