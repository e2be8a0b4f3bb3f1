import { generalPurpose, Lasso, Regressor } from "mlsvc";

/** Linear regression with an l1 penalty on any columns. */
export class LassoModel extends generalPurpose(Regressor, Lasso) {
  readonly name = "lasso";
  readonly description =
    "Predicts numbers with a linear model that leaves columns out (l1 penalty); one or several labels";
}
