/** scikit-learn's FEATURE_THRESHOLD, in single precision as there. */
const LEAST_GAP = Math.fround(1e-7);
const NUMBER = new Float32Array(1);
const BITS = new Int32Array(NUMBER.buffer);

/** Whether two values of a column, in single precision and ascending, are too close to be separated. */
export function isSameValue(lower: number, upper: number): boolean {
  return upper <= Math.fround(lower + LEAST_GAP);
}

/**
 * The greatest single-precision number that is not above `threshold`: the same columns are at most as large, and it
 * takes half the room.
 */
export function roundDown(threshold: number): number {
  const rounded = Math.fround(threshold);
  if (rounded <= threshold) return rounded;
  NUMBER[0] = rounded;
  // One step towards −∞; 0 itself is only rounded to from below by tiny negative numbers.
  if (rounded === 0) return -1.401298464324817e-45;
  BITS[0] = BITS[0]! + (rounded > 0 ? -1 : 1);
  return NUMBER[0]!;
}

/** The threshold between two neighbouring values, which the upper one exceeds. */
export function halfway(lower: number, upper: number): number {
  return roundDown(lower / 2 + upper / 2);
}

/** The threshold at `share` of the way from `least` to `greatest`, share < 1; the greatest value exceeds it. */
export function between(least: number, greatest: number, share: number): number {
  const threshold = roundDown(least + share * (greatest - least));
  return threshold < greatest ? threshold : least;
}
