import { Classifier, generalPurpose, SVC } from "mlsvc";

/** Support vector classification with a kernel on any columns. */
export class SVCModel extends generalPurpose(Classifier, SVC) {
  readonly name = "svc";
  readonly description =
    "Predicts classes with a support vector machine and a kernel, for curved boundaries; accurate on up to some ten thousand rows";
}
