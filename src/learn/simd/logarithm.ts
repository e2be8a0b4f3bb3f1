const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;
const BITS = new Float64Array(1);
const WORDS = new Uint32Array(BITS.buffer);

/**
 * Returns log(1 + x) for x ≥ 0, not subnormal. The error is at most one unit in the last place, and the result
 * is the same on every machine, which `Math.log1p` does not guarantee.
 *
 * With 1 + x = 2ᵏ (1 + f) and s = f / (2 + f): log(1 + f) = f − f² / 2 + s (f² / 2 + R(s²)), where R is a
 * polynomial.
 * Reference: Ng, log1p in fdlibm, 1993, which also gives the coefficients.
 */
export function log1p(x: number): number {
  if (!(x < Number.POSITIVE_INFINITY)) return x;
  const u = 1 + x;
  // The rounding error of the sum, relative to it.
  const lost = (x < 1 ? x - (u - 1) : 1 - (u - x)) / u;
  return logarithm(u, x, lost);
}

/** Returns log(x) for x ≥ 1, with the accuracy of `log1p`. */
export function log(x: number): number {
  return x < Number.POSITIVE_INFINITY ? logarithm(x, x - 1, 0) : x;
}

/** Returns log(u) + lost, where u ≥ 1 is 1 + `less` up to rounding. */
function logarithm(u: number, less: number, lost: number): number {
  let f = less;
  let k = 0;
  if (u >= Math.SQRT2) {
    BITS[0] = u;
    k = (WORDS[1]! >>> 20) - 1023;
    WORDS[1] = (WORDS[1]! & 0xfffff) | 0x3ff00000;
    if (BITS[0]! > Math.SQRT2) {
      k++;
      BITS[0] /= 2;
    }
    f = BITS[0]! - 1;
  }
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const r = z * (L1 + z * (L2 + z * (L3 + z * (L4 + z * (L5 + z * (L6 + z * L7))))));
  if (k === 0) return f - (half - s * (half + r));
  return k * LN2_HIGH - (half - (s * (half + r) + (k * LN2_LOW + lost)) - f);
}
