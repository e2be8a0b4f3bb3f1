/*
 * exp of the two numbers of a vector. Its plain twin is `../exponential.ts`: the same operations in the same order.
 */

const LOG2_E: f64 = Math.LOG2E;
/** ln 2 as the sum of two parts; the first times an 11-bit integer is exact. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Adding this number rounds to an integer, which is then in the lowest bits. */
const ROUNDER: f64 = 6755399441055744.0;
const P1: f64 = 0.16666666666666602;
const P2: f64 = -0.0027777777777015593;
const P3: f64 = 6.613756321437934e-5;
const P4: f64 = -1.6533902205465252e-6;
const P5: f64 = 4.1381367970572385e-8;
/** Below this the result is 0. */
const LEAST: f64 = -708.0;

/** exp(x) for x ≤ 0; 0 below -708, `NaN` for `NaN`. */
export function exponential(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(ROUNDER));
  const n = f64x2.sub(shifted, f64x2.splat(ROUNDER));
  const high = f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(n, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let c = f64x2.add(f64x2.splat(P4), f64x2.mul(t, f64x2.splat(P5)));
  c = f64x2.add(f64x2.splat(P3), f64x2.mul(t, c));
  c = f64x2.add(f64x2.splat(P2), f64x2.mul(t, c));
  c = f64x2.add(f64x2.splat(P1), f64x2.mul(t, c));
  c = f64x2.sub(r, f64x2.mul(t, c));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2.0), c));
  const y = f64x2.add(f64x2.splat(1.0), f64x2.add(f64x2.sub(quotient, low), high));
  // n ≤ 0 is in the lowest bits of `shifted`; shifted into the exponent, it multiplies by 2ⁿ.
  const scaled = i64x2.add(y, i64x2.shl(shifted, 52));
  return v128.andnot(scaled, f64x2.lt(x, f64x2.splat(LEAST)));
}
