/** The powers of ten that a double represents exactly: 10^0 to 10^22. */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** A double represents every whole number below this exactly. */
export const EXACT_BELOW = 2 ** 53;

/** Upper bound of `high` in `wideDecimal`. */
export const WIDE_BELOW = 2 ** 43;

/** Splits a double into two halves of 26 bits, whose products are exact (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
/** Upper bound of the relative error of the correction in `wideDecimal`. */
const MARGIN = 2 ** -48;

/**
 * Returns the double nearest to (high × 10^k + low) / 10^e, or `NaN` if 106 bits of precision cannot decide between two
 * doubles. All arguments are whole numbers: 0 ≤ high < 2^43, 0 ≤ low < 10^k, 0 ≤ k ≤ 9, 0 ≤ e ≤ 22.
 *
 * The numerator is computed exactly as a sum of two doubles (Knuth's two-sum). The quotient is corrected by its remainder,
 * which Dekker's product yields exactly.
 */
export function wideDecimal(high: number, k: number, low: number, e: number): number {
  const power = POWERS_OF_TEN[k]!;
  // Both parts are below 2^53, hence exact.
  const upper = Math.floor(high / 1_048_576);
  const x = upper * power * 1_048_576;
  const y = (high - upper * 1_048_576) * power + low;
  const sum = x + y;
  if (e === 0) return sum;
  const z = sum - x;
  const rest = x - (sum - z) + (y - z);
  const divisor = POWERS_OF_TEN[e]!;
  const quotient = sum / divisor;
  const product = quotient * divisor;
  const a = SPLITTER * quotient;
  const a1 = a - (a - quotient);
  const a2 = quotient - a1;
  const b = SPLITTER * divisor;
  const b1 = b - (b - divisor);
  const b2 = divisor - b1;
  const lost = a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
  const correction = (sum - product - lost + rest) / divisor;
  const least = quotient + correction * (1 - MARGIN);
  return least === quotient + correction * (1 + MARGIN) ? least : Number.NaN;
}
