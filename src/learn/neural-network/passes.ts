import { ValueError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { Backpropagation } from "./backpropagation.ts";
import type { Optimizer } from "./optimizers.ts";

/** The options of `runPasses`. */
export interface PassOptions {
  readonly mostPasses: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** A smaller improvement counts as none. */
  readonly tol: number;
  /** Stop after more than this many consecutive passes without improvement. */
  readonly noChangeLimit: number;
  /**
   * Returns the score of the weights on rows held back. If given, it replaces the loss, and the best weights
   * are kept.
   */
  readonly score?: (weights: Float64Array) => number;
  /** Called after each pass with its mean loss. */
  readonly onPass?: (pass: number, loss: number) => void;
}

/** The result of `runPasses`. */
interface PassResult {
  readonly iterations: number;
  readonly converged: boolean;
  /** The mean loss in the last pass. */
  readonly loss: number;
}

/**
 * Trains `weights` in place by passes over the rows `order`, in batches, until the loss (or the score) no
 * longer improves. `order` is shuffled in place.
 * Throws `ValueError` if the loss becomes infinite or NaN.
 */
export function runPasses(
  backpropagation: Backpropagation,
  optimizer: Optimizer,
  weights: Float64Array,
  order: Int32Array,
  random: Random,
  options: PassOptions,
): PassResult {
  const { mostPasses, batchSize, shuffle, tol, noChangeLimit, score } = options;
  const rows = order.length;
  const gradient = new Float64Array(weights.length);
  let bestWeights: Float64Array | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  let bestLoss = Number.POSITIVE_INFINITY;
  let unimproved = 0;
  let loss = Number.NaN;
  let converged = false;
  let pass = 0;
  while (pass < mostPasses && !converged) {
    if (shuffle) random.shuffle(order);
    let sum = 0;
    for (let from = 0; from < rows; from += batchSize) {
      const to = Math.min(from + batchSize, rows);
      sum += backpropagation.batch(weights, order, from, to, gradient) * (to - from);
      optimizer.step(weights, gradient);
    }
    pass++;
    loss = sum / rows;
    if (!Number.isFinite(loss)) {
      throw new ValueError(
        "the network's weights grew without bound; scale the data or lower learning_rate_init",
      );
    }
    if (score === undefined) {
      unimproved = loss > bestLoss - tol ? unimproved + 1 : 0;
      if (loss < bestLoss) bestLoss = loss;
    } else {
      const reached = score(weights);
      unimproved = reached < bestScore + tol ? unimproved + 1 : 0;
      if (reached > bestScore) {
        bestScore = reached;
        bestWeights = weights.slice();
      }
    }
    optimizer.passEnds(pass * rows);
    options.onPass?.(pass, loss);
    if (unimproved > noChangeLimit) {
      converged = optimizer.stops();
      unimproved = 0;
    }
  }
  if (bestWeights !== undefined) weights.set(bestWeights);
  return { iterations: pass, converged, loss };
}
