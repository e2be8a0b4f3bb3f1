import type { ExplanationUnit, TreeExplanation } from "../../core/explanation.ts";
import type { Matrix } from "../../core/matrix.ts";
import { checkSound } from "../../core/restored.ts";
import { forestExplanation } from "../../tree/forest-explanation.ts";
import type { SingleMatrix } from "../../tree/single-precision.ts";
import { addForestPredictions } from "../../tree/stored-forest.ts";
import { checkTreeState, type TreeState } from "../../tree/tree-state.ts";

/** What gradient boosting has learnt. */
export interface BoostingState extends TreeState {
  /** The raw prediction before the first tree, one number per output. */
  readonly init: Float64Array;
  /** Number of stages fitted: fewer than the parameter `n_estimators` after early stopping. */
  readonly n_estimators: number;
  /** Whether the probability of the last class is logistic(2 F) (exponential loss) instead of logistic(F). */
  readonly is_exponential?: boolean;
}

/** Returns the raw predictions, n × outputs: the initial prediction plus the steps of all trees. */
export function rawPredictions({ init, forest }: BoostingState, X: SingleMatrix): Matrix {
  const outputs = init.length;
  const data = new Float64Array(X.rows * outputs);
  for (let i = 0; i < X.rows; i++) data.set(init, i * outputs);
  for (let k = 0; k < outputs; k++) {
    addForestPredictions(forest, X, data, { first: k, step: outputs, stride: outputs, offset: k });
  }
  return { rows: X.rows, columns: outputs, data };
}

/** Returns the explanation by the raw predictions, which are in `unit`. Throws `StateError` without the weights of leaves. */
export function rawExplanation(
  { init, forest }: BoostingState,
  unit: ExplanationUnit,
  owner: string,
): TreeExplanation {
  return forestExplanation(forest, { unit, init, scale: 1 }, owner);
}

/** Throws `StateError` unless `state` can be used for prediction. */
export function checkBoostingState(type: string, state: BoostingState): void {
  checkTreeState(type, state);
  const { init, forest, n_estimators } = state;
  checkSound(
    type,
    init instanceof Float64Array &&
      init.length >= 1 &&
      init.every(Number.isFinite) &&
      forest.width === 1 &&
      forest.roots.length === n_estimators * init.length,
  );
}
