import { generalPurpose, Regressor, Ridge } from "mlsvc";

/** Ridge regression on any columns; one or several numeric labels. */
export class RidgeModel extends generalPurpose(Regressor, Ridge) {
  readonly name = "ridge";
  readonly description = "Predicts numbers with a linear model and an l2 penalty; one or several labels";
}
