import { generalPurpose, MLPRegressor, Regressor } from "mlsvc";

/** A multilayer perceptron for numbers. */
export class MLPRegressorModel extends generalPurpose(Regressor, MLPRegressor) {
  readonly name = "mlp_regressor";
  readonly description =
    "Predicts numbers with a neural network of fully connected layers; one or several labels";
}
