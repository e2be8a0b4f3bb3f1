import { generalPurpose, IsolationForest, OutlierDetector } from "mlsvc";

/** Isolation forest on any columns: outliers are rows that few random splits isolate. */
export class IsolationForestModel extends generalPurpose(OutlierDetector, IsolationForest, "impute") {
  readonly name = "isolation_forest";
  readonly description =
    "Finds rows that are unlike the others, without labels; predicts 1 for usual rows and -1 for outliers";
}
