/**
 * The loops of sequential minimal optimisation over its variables; `mostViolating`, `moveScores` and
 * `secondOfPair` run over the active ones once per iteration. `scores` is s = y − Σⱼ βⱼ K(xⱼ, ·), minus the
 * gradient in terms of the signed coefficients β = yα. `up` is 0 where β may rise and −∞ where it may not;
 * `low` is 0 where β may fall and +∞ where it may not. Adding them replaces a branch that no processor can
 * predict.
 */

/**
 * Returns the variable with the largest score among those that may rise, the last of equal ones; -1 if there is
 * none.
 */
export function mostViolating(scores: Float64Array, up: Float64Array, active: number): number {
  let best = Number.NEGATIVE_INFINITY;
  let index = -1;
  for (let k = 0; k < active; k++) {
    const value = scores[k]! + up[k]!;
    if (value >= best) {
      best = value;
      index = k;
    }
  }
  return best === Number.NEGATIVE_INFINITY ? -1 : index;
}

/**
 * Updates the scores after β of one variable rose by `rise` and that of another changed by `fall`, and returns
 * what `mostViolating` would. Their kernel rows start at `rows[risen]` and `rows[fallen]`.
 */
export function moveScores(
  rows: Float32Array,
  risen: number,
  fallen: number,
  rise: number,
  fall: number,
  scores: Float64Array,
  up: Float64Array,
  active: number,
): number {
  let best = Number.NEGATIVE_INFINITY;
  let index = -1;
  for (let k = 0; k < active; k++) {
    const score = scores[k]! - (rows[risen + k]! * rise + rows[fallen + k]! * fall);
    scores[k] = score;
    const value = score + up[k]!;
    if (value >= best) {
      best = value;
      index = k;
    }
  }
  return best === Number.NEGATIVE_INFINITY ? -1 : index;
}

/** A curvature that is not positive is replaced by this, as in libsvm. */
export const SMALLEST_CURVATURE = 1e-12;

/** The result of `secondOfPair`. */
export interface Partner {
  /** -1 if no pair makes progress. */
  index: number;
  /** The smallest score among the variables that may fall. */
  smallest: number;
}

/**
 * Finds the partner of variable `i`, whose kernel row starts at `rows[place]`: among the variables that may
 * fall and have a smaller score, the one with the largest second-order gain when moved with `i`, (sᵢ − sⱼ)² /
 * (Kᵢᵢ + Kⱼⱼ − 2Kᵢⱼ); the last of equal ones. This is WSS 2 of Fan, Chen and Lin, JMLR 6 (2005), 1889–1918.
 */
export function secondOfPair(
  rows: Float32Array,
  place: number,
  i: number,
  scores: Float64Array,
  low: Float64Array,
  diagonal: Float64Array,
  active: number,
  found: Partner,
): void {
  const top = scores[i]!;
  const own = diagonal[i]!;
  let smallest = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let index = -1;
  for (let k = 0; k < active; k++) {
    const score = scores[k]! + low[k]!;
    if (score < smallest) smallest = score;
    const difference = top - score;
    if (difference > 0) {
      const curvature = own + diagonal[k]! - 2 * rows[place + k]!;
      const gain = (difference * difference) / (curvature > 0 ? curvature : SMALLEST_CURVATURE);
      if (gain >= most) {
        most = gain;
        index = k;
      }
    }
  }
  found.index = index;
  found.smallest = smallest;
}

/** Returns the largest score that may rise and the smallest that may fall. */
export function extremes(
  scores: Float64Array,
  up: Float64Array,
  low: Float64Array,
  active: number,
): { largest: number; smallest: number } {
  let largest = Number.NEGATIVE_INFINITY;
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < active; k++) {
    const score = scores[k]!;
    if (up[k] === 0 && score > largest) largest = score;
    if (low[k] === 0 && score < smallest) smallest = score;
  }
  return { largest, smallest };
}

/** Returns the mean score of the free variables; without any, the middle of the range that the others allow. */
export function interceptOf(
  scores: Float64Array,
  up: Float64Array,
  low: Float64Array,
  active: number,
): number {
  let free = 0;
  let sum = 0;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < active; k++) {
    const score = scores[k]!;
    if (up[k] !== 0) above = Math.min(above, score);
    else if (low[k] !== 0) below = Math.max(below, score);
    else {
      free++;
      sum += score;
    }
  }
  return free > 0 ? sum / free : (above + below) / 2;
}

/** Subtracts `factor` times the kernel row at `place` from the scores `from` … `to` − 1. */
export function subtract(
  rows: Float32Array,
  place: number,
  factor: number,
  scores: Float64Array,
  from: number,
  to: number,
): void {
  for (let k = from, at = place; k < to; k++, at++) scores[k]! -= factor * rows[at]!;
}
