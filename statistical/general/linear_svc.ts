import { Classifier, generalPurpose, LinearSVC } from "mlsvc";

/** Linear support vector classification on any columns. */
export class LinearSVCModel extends generalPurpose(Classifier, LinearSVC) {
  readonly name = "linear_svc";
  readonly description = "Classes by a linear margin; fast on many rows and columns";
}
