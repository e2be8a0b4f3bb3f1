import { Classifier, generalPurpose, LinearSVC } from "mlsvc";

/** Linear support vector classification on any columns. */
export class LinearSVCModel extends generalPurpose(Classifier, LinearSVC) {
  readonly name = "linear_svc";
  readonly description =
    "Predicts classes with a linear support vector machine; fast on many rows and columns";
}
