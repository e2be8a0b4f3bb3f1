import { generalPurpose, LinearRegression, Regressor } from "mlsvc";

/** Ordinary least squares on any columns. */
export class LinearRegressionModel extends generalPurpose(Regressor, LinearRegression) {
  readonly name = "linear_regression";
  readonly description = "Numbers by a linear model without penalty; one or several labels";
}
