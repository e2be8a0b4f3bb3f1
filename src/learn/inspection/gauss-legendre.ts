/** Points in (0, 1) and their weights. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** Newton's method stops at steps below this. */
const SMALL_STEP = 1e-15;
/** It needs about five steps. */
const MOST_STEPS = 50;

/**
 * Returns the rule of Gauss and Legendre with `count` points: Σ weightᵢ f(pointᵢ) is ∫₀¹ f(t) dt, exactly for polynomials of
 * degree 2 · `count` − 1. Cost O(count²).
 */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let { slope } = legendre(count, x);
    for (let step = 0; step < MOST_STEPS; step++) {
      const at = legendre(count, x);
      const change = at.value / at.slope;
      x -= change;
      slope = legendre(count, x).slope;
      if (Math.abs(change) < SMALL_STEP) break;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

/** Returns the Legendre polynomial of degree `n` at `x`, −1 < x < 1, and its derivative. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
