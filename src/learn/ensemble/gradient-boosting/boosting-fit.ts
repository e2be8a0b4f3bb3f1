import type { FitMonitor } from "../../core/estimator.ts";
import { Random } from "../../core/random.ts";
import type { Fold } from "../../model-selection/fold.ts";
import { type SingleMatrix, takeSingleRows } from "../../tree/single-precision.ts";
import type { BoostingLoss } from "./boosting-loss.ts";
import { type BoostingParameters, boostingOptions } from "./boosting-parameters.ts";
import { BoostingStages, type Holdout } from "./boosting-stages.ts";
import type { BoostingState } from "./boosting-state.ts";

/** What differs between the boosting of classes and that of numbers. */
export interface BoostingTask<Y extends Int32Array | Float64Array> {
  /** Class numbers, or numbers: one a row. */
  readonly y: Y;
  readonly lossOf: (y: Y) => BoostingLoss;
  /** Chooses a share of the rows to stop early by. */
  readonly holdBack: (share: number, random: Random) => Fold;
}

/** Boosts on `X`, or on what is left of it when rows are held back to stop early by. The parameters are in range. */
export function fitBoosting<Y extends Int32Array | Float64Array>(
  X: SingleMatrix,
  { y, lossOf, holdBack }: BoostingTask<Y>,
  parameters: BoostingParameters,
  monitor: FitMonitor,
): BoostingState {
  const { n_iter_no_change, validation_fraction, random_state } = parameters;
  if (n_iter_no_change === null) return run(X, lossOf(y), null, parameters, monitor);
  const { train, test } = holdBack(validation_fraction, new Random(random_state));
  // The order of rows decides between equal splits: it stays what it was.
  const kept = train.sort();
  const held = test.sort();
  const holdout = { X: takeSingleRows(X, held), y: takeEntries(y, held) };
  return run(takeSingleRows(X, kept), lossOf(takeEntries(y, kept)), holdout, parameters, monitor);
}

function run(
  X: SingleMatrix,
  loss: BoostingLoss,
  holdout: Holdout | null,
  parameters: BoostingParameters,
  monitor: FitMonitor,
): BoostingState {
  const stages = new BoostingStages(X, loss, boostingOptions(parameters, X.rows, X.columns));
  const { forest, importances, init, stages: done } = stages.run(holdout, monitor);
  return { forest, feature_importances: importances, init, n_estimators: done };
}

function takeEntries<Y extends Int32Array | Float64Array>(y: Y, rows: Int32Array): Y {
  const taken = y.slice(0, rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = y[rows[i]!]!;
  return taken as Y;
}
