import { Curvature, type LbfgsOptions, lbfgs } from "./lbfgs.ts";
import type { LossAndGradient } from "./line-search.ts";
import { coefficientWidth, type LogisticProblem, logisticLoss, totalWeight } from "./logistic-loss.ts";

/** Minimum number of rows: with fewer, a descent from 0 is as fast. */
const LEAST_ROWS = 32_768;
/** The sample consists of one block of rows out of this many, spread evenly, because rows are often sorted. */
const ONE_BLOCK_IN = 16;
const BLOCK_ROWS = 64;
/** The minimum over the sample is not worth finding more accurately than its sampling error. */
const LEAST_TOLERANCE = 1e-3;
const KEPT_PAIRS = 10;

/** The start of a descent over many rows, and the curvature known there. */
export interface Start {
  readonly w: Float64Array;
  readonly curvature: Curvature;
  /** The loss function, with its value and gradient at `w` cached. */
  readonly loss: LossAndGradient;
}

/**
 * Finds the minimum over a sample of the rows, which lies so close to that over all rows that some passes over them
 * are saved. Within the tolerance, the descent ends at the same point as from 0. Returns undefined for few rows,
 * without a penalty (the sample may have no minimum), and if the sample is misleading.
 */
export function startOf(
  problem: LogisticProblem,
  loss: LossAndGradient,
  { maxIterations, gradientTolerance }: LbfgsOptions,
): Start | undefined {
  const { X, classWeights, l2 } = problem;
  if (X.rows < LEAST_ROWS || !(l2 > 0)) return undefined;
  const size = coefficientWidth(problem) * (classWeights.length === 2 ? 1 : classWeights.length);
  const curvature = new Curvature(size, KEPT_PAIRS);
  const origin = new Float64Array(size);
  const sample = sampleOf(problem);
  // The rows with a weight may all be others.
  if (!(totalWeight(sample) > 0)) return undefined;
  const { w } = lbfgs(logisticLoss(sample), origin, {
    maxIterations,
    gradientTolerance: Math.max(gradientTolerance, LEAST_TOLERANCE),
    curvature,
  });
  const gradient = new Float64Array(size);
  const value = loss(w, gradient);
  // At 0 all classes are equally likely.
  if (!(value < Math.log(classWeights.length))) return undefined;
  let isFirst = true;
  return {
    w,
    curvature,
    loss: (at, into) => {
      if (!isFirst) return loss(at, into);
      isFirst = false;
      into.set(gradient);
      return value;
    },
  };
}

function sampleOf(problem: LogisticProblem): LogisticProblem {
  const { rows, columns, data } = problem.X;
  const blocks = Math.floor(rows / (BLOCK_ROWS * ONE_BLOCK_IN));
  const sampled = new Float64Array(blocks * BLOCK_ROWS * columns);
  const y = new Int32Array(blocks * BLOCK_ROWS);
  const rowWeights = problem.rowWeights === undefined ? undefined : new Float64Array(y.length);
  for (let block = 0; block < blocks; block++) {
    const from = block * BLOCK_ROWS * ONE_BLOCK_IN;
    const to = block * BLOCK_ROWS;
    sampled.set(data.subarray(from * columns, (from + BLOCK_ROWS) * columns), to * columns);
    y.set(problem.y.subarray(from, from + BLOCK_ROWS), to);
    rowWeights?.set(problem.rowWeights!.subarray(from, from + BLOCK_ROWS), to);
  }
  return { ...problem, X: { rows: y.length, columns, data: sampled }, y, rowWeights };
}
