import { above, type Domain } from "../core/domain.ts";
import { minimizeBounded, minimizeFrom } from "../linalg/scalar-minimum.ts";

/** A family of increasing functions of one number, one for each λ. */
export interface PowerFunction {
  /** The numbers that it takes; undefined for all. */
  readonly domain?: Domain;
  apply(value: number, lambda: number): number;
  /** `NaN` or infinite for a number that is the result of none. */
  invert(value: number, lambda: number): number;
  /**
   * Returns the λ for which the results for `values`, which are not all equal and none of which is missing, are most likely a
   * sample of a normal distribution. `NaN` if the values are too large to tell. Cost: some 30 passes.
   */
  bestLambda(values: Float64Array): number;
}

/** A smaller variance has lost its digits. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Returns the population variance. */
function variance(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]!;
  mean /= values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return squares / values.length;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/**
 * (x^λ − 1) / λ, or ln x for λ = 0, of numbers greater than 0.
 * Reference: Box and Cox, An Analysis of Transformations, Journal of the Royal Statistical Society B 26 (1964).
 */
export const BOX_COX: PowerFunction = {
  domain: above(0),
  apply: (value, lambda) => powerOf(Math.log(value), lambda),
  invert: (value, lambda) => Math.exp(logarithmOf(value, lambda)),
  bestLambda(values) {
    const logs = values.map(Math.log);
    const [lowest, highest] = [logs.reduce((a, b) => Math.min(a, b)), logs.reduce((a, b) => Math.max(a, b))];
    const sum = sumOf(logs);
    const powers = new Float64Array(logs.length);
    // Minus the logarithm of the likelihood. Powers are divided by the largest one, so that they do not overflow.
    const cost = (lambda: number): number => {
      const largest = lambda > 0 ? highest : lowest;
      for (let i = 0; i < logs.length; i++) powers[i] = powerOf(logs[i]! - largest, lambda);
      return logs.length * (0.5 * Math.log(variance(powers)) + lambda * largest) - (lambda - 1) * sum;
    };
    return withoutOverflow(minimizeFrom(cost, -2, 2), lowest, highest);
  },
};

/** The largest result of a power: SciPy's bound. */
const LARGEST_LOG = Math.log(Number.MAX_VALUE / 10_000);

/** Returns `lambda`, or one nearer to 0, for which the powers of numbers between those of these logarithms do not overflow. */
function withoutOverflow(lambda: number, lowest: number, highest: number): number {
  // Powers grow with λ above 1, and with −λ below 1.
  const reach = lambda > 0 ? highest : -lowest;
  const logOf = (size: number) => size * reach - Math.log(size);
  let size = Math.abs(lambda);
  if (!(reach > 0 && logOf(size) > LARGEST_LOG)) return lambda;
  for (let step = 0; step < 100; step++) size = (LARGEST_LOG + Math.log(size)) / reach;
  return Math.sign(lambda) * size;
}

/**
 * The same of 1 + x for x ≥ 0, and minus the same with 2 − λ of 1 − x for x < 0.
 * Reference: Yeo and Johnson, A new family of power transformations to improve normality or symmetry, Biometrika 87 (2000),
 * doi:10.1093/biomet/87.4.954.
 */
export const YEO_JOHNSON: PowerFunction = {
  apply: (value, lambda) =>
    value >= 0 ? powerOf(Math.log1p(value), lambda) : -powerOf(Math.log1p(-value), 2 - lambda),
  invert: (value, lambda) =>
    value >= 0 ? Math.expm1(logarithmOf(value, lambda)) : -Math.expm1(logarithmOf(-value, 2 - lambda)),
  bestLambda(values) {
    const logs = values.map((value) => Math.sign(value) * Math.log1p(Math.abs(value)));
    const sum = sumOf(logs);
    const results = new Float64Array(logs.length);
    const cost = (lambda: number): number => {
      for (let i = 0; i < logs.length; i++) {
        const log = logs[i]!;
        results[i] = log >= 0 ? powerOf(log, lambda) : -powerOf(-log, 2 - lambda);
      }
      const own = variance(results);
      if (!(own >= SMALLEST_NORMAL)) return Number.POSITIVE_INFINITY;
      return logs.length * 0.5 * Math.log(own) - (lambda - 1) * sum;
    };
    const [low, high] = boundsOf(values);
    return low <= high ? minimizeBounded(cost, low, high, 1.48e-8) : Number.NaN;
  },
};

/**
 * Returns the λ between which the results of values up to 20 times as large as these, and their squares, are within the range of
 * doubles; an empty interval if there is none. As SciPy does.
 */
function boundsOf(values: Float64Array): [number, number] {
  let largest = 0;
  let negative = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, Math.abs(values[i]!));
    if (values[i]! < 0) negative++;
  }
  const reach = Math.log1p(20 * largest);
  if (!Number.isFinite(reach)) return [1, 0];
  const precision = Math.log(Number.EPSILON);
  const low = (Math.log(SMALLEST_NORMAL) - precision) / 2 / reach;
  const high = (Math.log(Number.MAX_VALUE) + precision) / 2 / reach;
  if (negative === 0) return [low, high];
  if (negative === values.length) return [2 - high, 2 - low];
  return [Math.max(2 - high, low), Math.min(2 - low, high)];
}

/** (e^(λ l) − 1) / λ, or l for λ = 0. */
function powerOf(logarithm: number, lambda: number): number {
  return Math.abs(lambda) < Number.EPSILON ? logarithm : Math.expm1(lambda * logarithm) / lambda;
}

/** The l for which `powerOf` is `value`. */
function logarithmOf(value: number, lambda: number): number {
  return Math.abs(lambda) < Number.EPSILON ? value : Math.log1p(lambda * value) / lambda;
}
