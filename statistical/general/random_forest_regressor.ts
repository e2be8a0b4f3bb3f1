import { generalPurpose, RandomForestRegressor, Regressor } from "mlsvc";

/** Random forest for numbers. */
export class RandomForestRegressorModel extends generalPurpose(Regressor, RandomForestRegressor, "impute") {
  readonly name = "random_forest_regressor";
  readonly description =
    "Predicts numbers by the mean of many trees; robust without tuning; one or several labels";
}
