import { BINARY_LOG_LOSS, logLossOfClasses } from "./classification-losses.ts";
import type { Loss } from "./loss.ts";
import { type RegressionLossName, regressionLoss } from "./regression-losses.ts";
import { weightedRegressionLoss } from "./weighted-regression-losses.ts";

/** Which loss to minimise, as plain data that can be sent to other threads. */
export type LossChoice =
  | { readonly classes: number }
  | { readonly name: RegressionLossName; readonly quantile: number; readonly isWeighted?: boolean };

/**
 * Returns the log loss of `classes` classes, or the loss called `name`; `quantile` is that of the pinball loss, and `isWeighted` says
 * whether rows have weights.
 */
export function lossOf(choice: LossChoice): Loss {
  if ("name" in choice) {
    const { name, quantile, isWeighted } = choice;
    return isWeighted ? weightedRegressionLoss(name, quantile) : regressionLoss(name, quantile);
  }
  return choice.classes === 2 ? BINARY_LOG_LOSS : logLossOfClasses(choice.classes);
}
