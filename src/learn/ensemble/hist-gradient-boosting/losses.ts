import { BINARY_LOG_LOSS, multinomialLogLoss } from "./classification-losses.ts";
import type { Loss } from "./loss.ts";
import { type RegressionLossName, regressionLoss } from "./regression-losses.ts";

/** Which loss to minimise, as plain data that other threads can be told. */
export type LossChoice =
  | { readonly classes: number }
  | { readonly name: RegressionLossName; readonly quantile: number };

/** The log loss of so many classes, or the loss of that name; `quantile` is that of the pinball loss. */
export function lossOf(choice: LossChoice): Loss {
  if ("name" in choice) return regressionLoss(choice.name, choice.quantile);
  return choice.classes === 2 ? BINARY_LOG_LOSS : multinomialLogLoss(choice.classes);
}
