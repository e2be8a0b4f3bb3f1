import { generalPurpose, Lasso, Regressor } from "mlsvc";

/** Linear regression with an l1 penalty on any columns. */
export class LassoModel extends generalPurpose(Regressor, Lasso) {
  readonly name = "lasso";
  readonly description = "Numbers by a linear model that leaves columns out; one or several labels";
}
