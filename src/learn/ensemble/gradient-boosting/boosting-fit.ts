import type { FitMonitor } from "../../core/fit-monitor.ts";
import { Random } from "../../core/random.ts";
import { takeDoubles } from "../../core/take.ts";
import type { Fold } from "../../model-selection/fold.ts";
import { checkHeldBackWeights } from "../../model-selection/held-back-weights.ts";
import { type SingleMatrix, takeSingleRows } from "../../tree/single-precision.ts";
import type { BoostingLoss } from "./boosting-loss.ts";
import { type BoostingParameters, boostingOptions } from "./boosting-parameters.ts";
import { BoostingStages, type Holdout } from "./boosting-stages.ts";
import type { BoostingState } from "./boosting-state.ts";

/** The parts of gradient boosting that differ between classes and numbers. */
interface BoostingTask<Y extends Int32Array | Float64Array> {
  /** One class number or target per row. */
  readonly y: Y;
  /** Returns the entries of `y` at `rows`. */
  readonly take: (y: Y, rows: Int32Array) => Y;
  /** The weights of rows; null for equal weights. */
  readonly weights: Float64Array | null;
  readonly lossOf: (y: Y, weights: Float64Array | null) => BoostingLoss;
  /** Holds a fraction of the rows back for early stopping. */
  readonly holdBack: (fraction: number, random: Random) => Fold;
  /** The constraint of each column; null for none. */
  readonly monotonic: Int8Array | null;
}

/**
 * Fits gradient boosting on `X`, or on the rows that are not held back for early stopping. The parameters are
 * in range.
 */
export function fitBoosting<Y extends Int32Array | Float64Array>(
  X: SingleMatrix,
  { y, take, weights, lossOf, holdBack, monotonic }: BoostingTask<Y>,
  parameters: BoostingParameters,
  monitor: FitMonitor,
): BoostingState {
  const { n_iter_no_change, validation_fraction, random_state } = parameters;
  if (n_iter_no_change === null) {
    return run(X, y, weights, lossOf(y, weights), null, parameters, monotonic, monitor);
  }
  const { train, test } = holdBack(validation_fraction, new Random(random_state));
  if (weights !== null) checkHeldBackWeights(weights, { train, test }, "n_iter_no_change to null");
  // The order of rows decides between equally good splits, so it is kept.
  const kept = train.sort();
  const held = test.sort();
  const taken = (rows: Int32Array) => (weights === null ? null : takeDoubles(weights, rows));
  const [ownWeights, heldWeights] = [taken(kept), taken(held)];
  const holdout = { X: takeSingleRows(X, held), y: take(y, held), weights: heldWeights };
  const learnt = take(y, kept);
  const loss = lossOf(learnt, ownWeights);
  return run(takeSingleRows(X, kept), learnt, ownWeights, loss, holdout, parameters, monotonic, monitor);
}

function run(
  X: SingleMatrix,
  y: Holdout["y"],
  weights: Float64Array | null,
  loss: BoostingLoss,
  holdout: Holdout | null,
  parameters: BoostingParameters,
  monotonic: Int8Array | null,
  monitor: FitMonitor,
): BoostingState {
  const options = boostingOptions(parameters, X.rows, X.columns, monotonic);
  const stages = new BoostingStages(X, loss, weights, options);
  const { forest, importances, init, stages: done } = stages.run(y, holdout, monitor);
  return { forest, feature_importances: importances, init, n_estimators: done };
}
