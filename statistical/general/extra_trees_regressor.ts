import { ExtraTreesRegressor, generalPurpose, Regressor } from "mlsvc";

/** Extremely randomised trees for numbers. */
export class ExtraTreesRegressorModel extends generalPurpose(Regressor, ExtraTreesRegressor, "impute") {
  readonly name = "extra_trees_regressor";
  readonly description =
    "Predicts numbers by the mean of many trees with random thresholds; one or several labels";
}
