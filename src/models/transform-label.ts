import * as v from "valibot";
import { TransformedTargetRegressor } from "../learn/compose/transformed-target-regressor.ts";
import type { RegressorEstimator } from "../learn/core/estimator.ts";
import { orNull, withDefault } from "../learn/core/parameter-kinds.ts";
import type { Transformer } from "../learn/core/transformer.ts";
import { PowerTransformer } from "../learn/preprocessing/power-transformer.ts";
import { QuantileTransformer } from "../learn/preprocessing/quantile-transformer.ts";
import { StandardScaler } from "../learn/preprocessing/standard-scaler.ts";

/** The transformations of labels that are functions by their name, and those that learn something from the labels. */
const FUNCTIONS = ["log1p", "log", "sqrt"] as const;
const TRANSFORMERS = {
  "yeo-johnson": () => new PowerTransformer(),
  quantile: () => new QuantileTransformer({ output_distribution: "normal" }),
  standardize: () => new StandardScaler(),
} as const satisfies Record<string, () => Transformer>;

/** A value of the parameter. */
export type TransformLabel = (typeof FUNCTIONS)[number] | keyof typeof TRANSFORMERS | null;

/** The parameter of the models of any columns that predict numbers. */
export const transformLabelParameters = {
  transform_label: withDefault(
    orNull(v.picklist([...FUNCTIONS, ...(Object.keys(TRANSFORMERS) as (keyof typeof TRANSFORMERS)[])])),
    null,
    "What the model learns instead of the label itself; predictions and metrics are in the unit of the label. log1p, log and sqrt: the function; yeo-johnson: the most suitable power; quantile: quantiles of a normal distribution; standardize: mean 0 and standard deviation 1; null: the label",
  ),
};

/** Returns a regressor that learns labels transformed as the parameter says; `regressor` itself for null. */
export function withTransformedLabel(
  regressor: RegressorEstimator,
  transformLabel: TransformLabel,
): RegressorEstimator {
  if (transformLabel === null) return regressor;
  if (isFunction(transformLabel)) return new TransformedTargetRegressor({ regressor, func: transformLabel });
  // Of many rows, the quantiles are a summary that does not return each label exactly.
  const transformer = TRANSFORMERS[transformLabel]();
  return new TransformedTargetRegressor({ regressor, transformer, check_inverse: false });
}

function isFunction(name: NonNullable<TransformLabel>): name is (typeof FUNCTIONS)[number] {
  return (FUNCTIONS as readonly string[]).includes(name);
}
