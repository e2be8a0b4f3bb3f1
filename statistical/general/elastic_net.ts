import { ElasticNet, generalPurpose, Regressor } from "mlsvc";

/** Linear regression with l1 and l2 penalties on any columns. */
export class ElasticNetModel extends generalPurpose(Regressor, ElasticNet) {
  readonly name = "elastic_net";
  readonly description =
    "Predicts numbers with a linear model between ridge and lasso; one or several labels";
}
