/** scikit-learn's FEATURE_THRESHOLD, in single precision as there. */
const LEAST_GAP = Math.fround(1e-7);
const NUMBER = new Float32Array(1);
const BITS = new Int32Array(NUMBER.buffer);

/** Returns whether two ascending single-precision values of a column are too close to be separated. */
export function isSameValue(lower: number, upper: number): boolean {
  return upper <= Math.fround(lower + LEAST_GAP);
}

/**
 * Returns the greatest single-precision number that is not above `threshold`: it splits single-precision values
 * in the same way and takes half the space.
 */
export function roundDown(threshold: number): number {
  const rounded = Math.fround(threshold);
  if (rounded <= threshold) return rounded;
  NUMBER[0] = rounded;
  // One step towards −∞. Only tiny negative numbers round up to 0.
  if (rounded === 0) return -1.401298464324817e-45;
  BITS[0] = BITS[0]! + (rounded > 0 ? -1 : 1);
  return NUMBER[0]!;
}

/** Returns a threshold halfway between two neighbouring values, less than the upper one. */
export function halfway(lower: number, upper: number): number {
  return roundDown(lower / 2 + upper / 2);
}

/**
 * Returns the threshold at `fraction`, 0 ≤ fraction < 1, of the way from `least` to `greatest`, less than the
 * greatest value.
 */
export function between(least: number, greatest: number, fraction: number): number {
  const threshold = roundDown(least + fraction * (greatest - least));
  return threshold < greatest ? threshold : least;
}
