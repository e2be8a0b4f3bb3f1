import { GradientBoostingRegressor, generalPurpose, Regressor } from "mlsvc";

/** Gradient boosting of trees on exact values, for numbers. */
export class GradientBoostingRegressorModel extends generalPurpose(
  Regressor,
  GradientBoostingRegressor,
  "impute",
) {
  readonly name = "gradient_boosting_regressor";
  readonly description =
    "Predicts one number, or a quantile, with boosted trees on exact values; accurate on up to some thousand rows";
}
