/*
 * The standard normal distribution: its distribution function Φ and the inverse.
 */

/** erfc(x) · exp(x²) for x > 1, by its continued fraction, of which few terms are needed for large x. */
function scaledComplement(x: number): number {
  let fraction = 0;
  for (let k = 20 + Math.ceil(400 / (x * x)); k >= 1; k--) fraction = k / 2 / (x + fraction);
  return 1 / ((x + fraction) * Math.sqrt(Math.PI));
}

/** The probability that a standard normal variable is below −x, x ≥ 0: by a series near 0, by a continued fraction beyond. */
function tail(x: number): number {
  if (x > 2) return 0.5 * Math.exp((-x * x) / 2) * scaledComplement(x / Math.SQRT2);
  let term = x;
  let sum = x;
  for (let k = 1; term > 1e-18; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * The standard normal distribution function Φ(x), accurate to about 1e-14 of its value.
 * Reference: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.10 and 7.1.14.
 */
export function normalCdf(x: number): number {
  return x > 0 ? 1 - tail(x) : x <= 0 ? tail(-x) : Number.NaN;
}

/** The coefficients of a polynomial, from the highest degree down. */
type Polynomial = readonly number[];

/** A quotient of two polynomials. */
interface Rational {
  readonly top: Polynomial;
  readonly bottom: Polynomial;
}

/** For |p − 1/2| ≤ 0.425, in 0.180625 − (p − 1/2)². */
const CENTRE: Rational = {
  top: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  bottom: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
};
/** For r = √(−ln p) ≤ 5, in r − 1.6. */
const FLANK: Rational = {
  top: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  bottom: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};
/** For r > 5, in r − 5. */
const FAR: Rational = {
  top: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  bottom: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
};

/**
 * The inverse Φ⁻¹(p) of the standard normal distribution function, accurate to about 1e-15 of its value. −∞ and ∞ for 0 and 1,
 * `NaN` outside.
 * Reference: Wichura, Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37 (1988),
 * doi:10.2307/2347330.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const fromHalf = p - 0.5;
  if (Math.abs(fromHalf) <= 0.425) return fromHalf * ratio(CENTRE, 0.180625 - fromHalf * fromHalf);
  const isUpper = fromHalf > 0;
  const tailProbability = isUpper ? 1 - p : p;
  if (tailProbability === 0) return isUpper ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tailProbability));
  const x = r <= 5 ? ratio(FLANK, r - 1.6) : ratio(FAR, r - 5);
  return isUpper ? x : -x;
}

function ratio({ top, bottom }: Rational, x: number): number {
  return evaluate(top, x) / evaluate(bottom, x);
}

function evaluate(coefficients: Polynomial, x: number): number {
  let value = coefficients[0]!;
  for (let k = 1; k < coefficients.length; k++) value = value * x + coefficients[k]!;
  return value;
}
