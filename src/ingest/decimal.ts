/** The powers of ten that a double holds exactly. */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** Whole numbers below this are exact in a double. */
export const EXACT_BELOW = 2 ** 53;

/** `wideDecimal` takes whole numbers below this for `high`. */
export const WIDE_BELOW = 2 ** 43;

/** Splits a double into halves of 26 bits whose products are exact (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
/** More than the relative error of the correction in `wideDecimal`. */
const MARGIN = 2 ** -48;

/**
 * Returns (high × 10^k + low) / 10^e as the nearest double, or `NaN` where that is too close to the middle between two
 * doubles to tell by 106 bits. All whole numbers; 0 ≤ high < 2^43, 0 ≤ low < 10^k, 0 ≤ k ≤ 9, 0 ≤ e ≤ 22.
 *
 * The sum is split into two doubles exactly (Knuth's two-sum), the quotient corrected by its remainder, which Dekker's
 * product tells exactly.
 */
export function wideDecimal(high: number, k: number, low: number, e: number): number {
  const power = POWERS_OF_TEN[k]!;
  // Both parts are below 2^53, and so exact.
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
