import { generalPurpose, KNeighborsRegressor, Regressor } from "mlsvc";

/** Regression by the nearest training rows. */
export class KnnRegressor extends generalPurpose(Regressor, KNeighborsRegressor) {
  readonly name = "knn_regressor";
  readonly description = "Predicts numbers by the mean of the nearest training rows; one or several labels";
}
