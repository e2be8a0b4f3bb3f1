import { generalPurpose, IsolationForest, OutlierDetector } from "mlsvc";

/** Outliers among rows of any columns, by how few random splits isolate them. */
export class IsolationForestModel extends generalPurpose(OutlierDetector, IsolationForest, "impute") {
  readonly name = "isolation_forest";
  readonly description =
    "Rows unlike the others; takes no labels, predicts 1 for usual rows and -1 for outliers";
}
