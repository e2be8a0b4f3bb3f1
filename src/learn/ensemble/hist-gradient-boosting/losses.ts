import { BINARY_LOG_LOSS, logLossOfClasses } from "./classification-losses.ts";
import type { Loss } from "./loss.ts";
import { type RegressionLossName, regressionLoss } from "./regression-losses.ts";

/** Which loss to minimise, as plain data that can be sent to other threads. */
export type LossChoice =
  | { readonly classes: number }
  | { readonly name: RegressionLossName; readonly quantile: number };

/**
 * Returns the log loss of `classes` classes, or the loss called `name`; `quantile` is that of the pinball loss.
 */
export function lossOf(choice: LossChoice): Loss {
  if ("name" in choice) return regressionLoss(choice.name, choice.quantile);
  return choice.classes === 2 ? BINARY_LOG_LOSS : logLossOfClasses(choice.classes);
}
