import { generalPurpose, MLPRegressor, Regressor } from "mlsvc";

/** A multilayer perceptron for numbers. */
export class MLPRegressorModel extends generalPurpose(Regressor, MLPRegressor) {
  readonly name = "mlp_regressor";
  readonly description = "Numbers by a neural network of full layers; one or several labels";
}
