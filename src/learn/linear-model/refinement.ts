import { type Centred, normalResidual } from "./normal-residual.ts";

/** A relative correction this small leaves an error of its square: below rounding. */
export const SMALL_CORRECTION = 1e-8;
/** Number of corrections after which refinement is given up. */
export const MOST_CORRECTIONS = 6;

/**
 * Iterative refinement of a solution of the normal equations, k × p. `solve` turns the residuals of the data (k
 * × p, in place) into corrections, which are added to `coef` until they are small. Both are measured by the
 * contribution of their entries to the predictions; `diagonal` is that of the equations, p numbers. Returns
 * whether it converged. Cost of a round: 4·n·p·k plus that of `solve`.
 * Reference: Björck, Numerical Methods for Least Squares Problems, 1996, sections 2.9 and 6.6.
 */
export function refine(
  data: Centred,
  coef: Float64Array,
  alphas: Float64Array,
  diagonal: Float64Array,
  solve: (residuals: Float64Array) => void,
): boolean {
  const p = diagonal.length;
  const correction = new Float64Array(coef.length);
  for (let round = 0; round < MOST_CORRECTIONS; round++) {
    normalResidual(data, coef, alphas, correction);
    solve(correction);
    for (let at = 0; at < coef.length; at++) coef[at] = coef[at]! + correction[at]!;
    if (alphas.every((_, o) => isSmall(correction, coef, diagonal, o * p))) return true;
  }
  return false;
}

function isSmall(
  correction: Float64Array,
  coef: Float64Array,
  diagonal: Float64Array,
  offset: number,
): boolean {
  let size = 0;
  let change = 0;
  diagonal.forEach((weight, j) => {
    size += weight * coef[offset + j]! ** 2;
    change += weight * correction[offset + j]! ** 2;
  });
  return change <= SMALL_CORRECTION ** 2 * size;
}
