import { generalPurpose, HistGradientBoostingRegressor, Regressor } from "mlsvc";

/** Gradient boosting of trees on binned columns; missing values and categories are used as they are. */
export class HistGradientBoostingRegressorModel extends generalPurpose(
  Regressor,
  HistGradientBoostingRegressor,
  "native",
) {
  readonly name = "hist_gradient_boosting_regressor";
  readonly description =
    "Numbers by boosted trees; the most accurate on many rows, takes missing values and categories as they are";
}
