import { generalPurpose, HistGradientBoostingRegressor, Regressor } from "mlsvc";

/** Gradient boosting of trees on binned columns, for numbers; missing values and categories are used as they are. */
export class HistGradientBoostingRegressorModel extends generalPurpose(
  Regressor,
  HistGradientBoostingRegressor,
  "native",
) {
  readonly name = "hist_gradient_boosting_regressor";
  readonly description =
    "Predicts one number with boosted trees on binned values; the most accurate on many rows; uses missing values and categories as they are";
}
