import {
  Classifier,
  ColumnTransformer,
  defineParameters,
  LogisticRegression,
  OneHotEncoder,
  type Parameters,
  Pipeline,
  parametersOf,
  SimpleImputer,
  StandardScaler,
} from "mlsvc";

const NUMERIC = [
  "tenure_months",
  "monthly_charges",
  "total_charges",
  "support_calls",
  "avg_session_minutes",
  "data_usage_gb",
];
const CATEGORICAL = ["contract", "internet_service", "plan_type", "payment_method", "region", "device_type"];
const BOOLEAN = ["paperless_billing"];

const parameters = defineParameters(parametersOf(LogisticRegression));

/** Whether a customer leaves. An example of columns of several kinds with missing values, each kind prepared differently. */
export class Churn extends Classifier<typeof parameters> {
  readonly name = "churn";
  readonly description = "Whether a customer leaves, from contract, usage and charges";
  readonly featureNames = [...NUMERIC, ...CATEGORICAL, ...BOOLEAN];
  readonly labelNames = ["churned"];
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>): Pipeline {
    const mostFrequent = () => new SimpleImputer({ strategy: "most_frequent" });
    return new Pipeline([
      new ColumnTransformer({
        branches: [
          {
            name: "numeric",
            columns: NUMERIC,
            steps: [new SimpleImputer({ strategy: "median" }), new StandardScaler()],
          },
          {
            name: "categorical",
            columns: CATEGORICAL,
            steps: [mostFrequent(), new OneHotEncoder({ handle_unknown: "ignore" })],
          },
          { name: "boolean", columns: BOOLEAN, steps: [mostFrequent()] },
        ],
      }),
      new LogisticRegression(chosen),
    ]);
  }
}
