/** erfc(x) · exp(x²) for x ≥ 0, by its continued fraction with many terms; it is called only twice per fit. */
function scaledComplement(x: number): number {
  let fraction = 0;
  for (let k = 400; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return 1 / ((x + fraction) * Math.sqrt(Math.PI));
}

/**
 * The probability that a standard normal variable is below −x, x ≥ 0: by a series near 0 and a continued fraction
 * beyond.
 */
function tail(x: number): number {
  if (x > 2) return 0.5 * Math.exp((-x * x) / 2) * scaledComplement(x / Math.SQRT2);
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
    if (k > 200) break;
  }
  return 0.5 - (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * The inverse Φ⁻¹(p) of the standard normal distribution function, accurate to about 1e-15. −∞ and ∞ for 0 and
 * 1, `NaN` outside. By Halley's method on Φ(x) = p, starting from a rational approximation.
 * Reference: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23, 26.2.10 and 7.1.14.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  const isUpper = p > 0.5;
  const tailProbability = isUpper ? 1 - p : p;
  if (tailProbability === 0) return isUpper ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(tailProbability));
  const top = 2.515517 + t * (0.802853 + t * 0.010328);
  let x = t - top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 5; step++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const newton = (tail(Math.max(0, x)) - tailProbability) / density;
    x += newton / (1 - (x * newton) / 2);
  }
  return isUpper ? x : -x;
}
