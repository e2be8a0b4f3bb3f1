/**
 * Added to the count of every bin, so that an empty one has no share of 0, whose logarithm is infinite: Jeffreys' prior. Jeffreys
 * (1946), https://doi.org/10.1098/rspa.1946.0056
 */
const PRIOR = 0.5;
/** The normal quantile at 0.999. */
const Z = 3.090232306167813;
/** From this PSI on, a shift is large. Siddiqi, Credit Risk Scorecards (2006). */
export const LARGE = 0.25;
/** From this PSI on, a shift is moderate. */
const MODERATE = 0.1;
/** With fewer values in the window there is no PSI, however few bins there are. */
const LEAST_VALUES = 100;

/** How far the values of a column have shifted. */
export type Verdict = "stable" | "moderate" | "large";

/**
 * Returns the population stability index of the counts in the same bins of two samples: Σ (aᵢ − eᵢ) · ln(aᵢ / eᵢ) with the shares
 * eᵢ = (countᵢ + ½) / (total + ½ · bins) of `expected`, and aᵢ of `actual`. It is the symmetric divergence of Kullback and Leibler
 * (1951), https://doi.org/10.1214/aoms/1177729694. 0 for equal shares; there is no upper limit.
 */
export function stabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  const bins = expected.length;
  const ofExpected = totalOf(expected) + PRIOR * bins;
  const ofActual = totalOf(actual) + PRIOR * bins;
  let sum = 0;
  for (let i = 0; i < bins; i++) {
    const e = (expected[i]! + PRIOR) / ofExpected;
    const a = (actual[i]! + PRIOR) / ofActual;
    sum += (a - e) * Math.log(a / e);
  }
  return sum;
}

/**
 * Returns the PSI that chance alone exceeds in 1 of 1,000 samples, if `n` and `m` values come from the same distribution:
 * (1/n + 1/m) times the quantile at 0.999 of χ² with `bins` − 1 degrees of freedom. The expected value is
 * (`bins` − 1) · (1/n + 1/m). Yurdakul (2018), https://scholarworks.wmich.edu/dissertations/3208
 */
export function chanceLimit(bins: number, n: number, m: number): number {
  return (1 / n + 1 / m) * chiSquareQuantile(bins - 1);
}

/**
 * Returns the least number of values in the window at which chance alone exceeds `LARGE` in at most 1 of 1,000 windows; null if that
 * is more than `most`, because there are too few values of the training, `m`, or if there is a single bin.
 */
export function valuesNeeded(bins: number, m: number, most: number): number | null {
  if (bins < 2) return null;
  const left = LARGE / chiSquareQuantile(bins - 1) - 1 / m;
  const needed = left > 0 ? Math.max(LEAST_VALUES, Math.ceil(1 / left)) : Number.POSITIVE_INFINITY;
  return needed <= most ? needed : null;
}

/** Returns what a PSI means. Below the limit of what chance does, the values are stable. */
export function verdictOf(psi: number, limit: number): Verdict {
  if (psi < Math.max(MODERATE, limit)) return "stable";
  return psi < LARGE ? "moderate" : "large";
}

/** The quantile at 0.999 of χ², to 3 % or better. Wilson and Hilferty (1931), https://doi.org/10.1073/pnas.17.12.684 */
function chiSquareQuantile(degrees: number): number {
  const variance = 2 / (9 * degrees);
  return degrees * (1 - variance + Z * Math.sqrt(variance)) ** 3;
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return total;
}
