import * as v from "valibot";
import { LogisticRegression } from "../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { ColumnTransformer } from "../src/learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../src/learn/preprocessing/standard-scaler.ts";
import { Classifier } from "../src/models/model.ts";
import { logisticParameters } from "../src/models/parameter-groups.ts";
import type { Parameters } from "../src/models/parameters.ts";

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

const parameters = v.object(logisticParameters);

/** Whether a customer leaves: an example of mixed columns with missing values, each group prepared in its own way. */
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
