import { DecisionTreeRegressor, generalPurpose, Regressor } from "mlsvc";

/** A single decision tree for numbers. */
export class DecisionTreeRegressorModel extends generalPurpose(Regressor, DecisionTreeRegressor, "impute") {
  readonly name = "decision_tree_regressor";
  readonly description =
    "Predicts numbers with a single decision tree, which people can read; one or several labels";
}
