/** ln 2 as the sum of two parts; the first times an 11-bit integer is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Adding and then subtracting this number rounds to an integer. */
const ROUNDER = 6755399441055744;
const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;
/** Below this the result is 0. */
const LEAST = -708;
const POWERS = Float64Array.from({ length: 1023 }, (_, n) => 2 ** -n);

/**
 * Returns exp(x) for x ≤ 0, and 0 below −708. The error is at most one unit in the last place, and the result
 * is the same on every machine, which `Math.exp` does not guarantee. The plain twin of
 * `assembly/exponential.ts`.
 *
 * With x = n ln 2 + r: exp(r) = 1 + 2 r / (R(r) − r), where R(r) = r (exp(r) + 1) / (exp(r) − 1) is
 * approximated by a polynomial.
 * Reference: Ng, exp in fdlibm, 1993, which also gives the coefficients.
 */
export function exponential(x: number): number {
  if (x < LEAST) return 0;
  const n = x * Math.LOG2E + ROUNDER - ROUNDER;
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  return (1 + ((r * c) / (2 - c) - low + high)) * POWERS[-n]!;
}
