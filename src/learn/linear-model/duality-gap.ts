import type { CoordinateProblem } from "./coordinate-problem.ts";

/** The result of `dualityGap`. */
export interface DualityGap {
  /** An upper bound on the distance of the objective from its minimum. */
  readonly value: number;
  /** The largest |x_jᵀ r − l2 w_j|, signed if coefficients must not be negative. */
  readonly dualNorm: number;
}

/**
 * Computes the duality gap of the elastic net at `w`, and fills `slopes` with Xᵀr − l2 w, r = y − Xw. With l1 >
 * 0 the dual point is the residual, scaled until it is feasible. With l1 = 0 < l2 the dual is unconstrained.
 * With neither there is no dual, and ‖Xᵀr‖², which is 0 at the minimum, takes the place of the gap; `slopes`
 * are then Xᵀr.
 * References: Fercoq, Gramfort and Salmon, arXiv:1505.03410; Dünner et al., arXiv:1602.05205, 5.2.3.
 */
export function dualityGap(problem: CoordinateProblem, w: Float64Array, slopes: Float64Array): DualityGap {
  const { p, l1, l2, positive } = problem;
  const { squares, withTarget } = problem.residual(w, slopes);
  let weightSquares = 0;
  let weightSum = 0;
  for (let j = 0; j < p; j++) {
    weightSquares += w[j]! * w[j]!;
    weightSum += Math.abs(w[j]!);
  }
  if (l1 === 0) {
    let slopeSquares = 0;
    for (let j = 0; j < p; j++) slopeSquares += slopes[j]! * slopes[j]!;
    if (l2 === 0) return { value: slopeSquares, dualNorm: slopeSquares };
    const value = squares + 0.5 * l2 * weightSquares - withTarget + slopeSquares / (2 * l2);
    return { value, dualNorm: slopeSquares };
  }
  let dualNorm = positive ? Number.NEGATIVE_INFINITY : 0;
  for (let j = 0; j < p; j++) {
    const slope = slopes[j]! - l2 * w[j]!;
    slopes[j] = slope;
    const size = positive ? slope : Math.abs(slope);
    if (size > dualNorm) dualNorm = size;
  }
  const extended = squares + l2 * weightSquares;
  const scale = dualNorm > l1 ? l1 / dualNorm : 1;
  const primal = 0.5 * extended + l1 * weightSum;
  const dual = -0.5 * scale * scale * extended + scale * withTarget;
  return { value: primal - dual, dualNorm };
}
