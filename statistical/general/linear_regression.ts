import { generalPurpose, LinearRegression, Regressor } from "mlsvc";

/** Ordinary least squares on any columns. */
export class LinearRegressionModel extends generalPurpose(Regressor, LinearRegression) {
  readonly name = "linear_regression";
  readonly description = "Predicts numbers with a linear model without a penalty; one or several labels";
}
