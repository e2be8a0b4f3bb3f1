import { interpolate } from "../linalg/interpolation.ts";
import { normalCdf, normalQuantile } from "./normal-distribution.ts";

/** The distribution that a column has after it was mapped. */
export type OutputDistribution = "uniform" | "normal";

/** With a normal distribution, values nearer than this to the first or the last quantile are mapped to the ends. */
const BOUNDS_THRESHOLD = 1e-7;
/** The ends of the normal distribution: finite numbers in place of ±∞. */
const LOWEST = normalQuantile(BOUNDS_THRESHOLD - Number.EPSILON);
const HIGHEST = normalQuantile(1 - (BOUNDS_THRESHOLD - Number.EPSILON));

/** Maps the values of a column to their quantiles, and back. */
export class QuantileMap {
  readonly #quantiles: Float64Array;
  readonly #references: Float64Array;
  readonly #downwards: { readonly quantiles: Float64Array; readonly references: Float64Array };
  readonly #isNormal: boolean;

  /** `quantiles` are ascending, at the fractions `references`; all `NaN` for a column without values, which is mapped to `NaN`. */
  constructor(quantiles: Float64Array, references: Float64Array, output: OutputDistribution) {
    this.#quantiles = quantiles;
    this.#references = references;
    const negated = (values: Float64Array) => values.map((value) => -value).reverse();
    this.#downwards = { quantiles: negated(quantiles), references: negated(references) };
    this.#isNormal = output === "normal";
  }

  /**
   * Returns the place of `value` among the quantiles, from 0 to 1, or the normal quantile of it. Of equal quantiles it is the middle,
   * because it is the mean of interpolations from below and from above.
   */
  apply(value: number): number {
    if (Number.isNaN(value) || Number.isNaN(this.#quantiles[0]!)) return Number.NaN;
    const place = this.#place(value);
    return this.#isNormal ? Math.min(HIGHEST, Math.max(LOWEST, normalQuantile(place))) : place;
  }

  #place(value: number): number {
    const quantiles = this.#quantiles;
    const low = quantiles[0]!;
    const high = quantiles[quantiles.length - 1]!;
    if (this.#isNormal ? value - BOUNDS_THRESHOLD < low : value === low) return 0;
    if (this.#isNormal ? value + BOUNDS_THRESHOLD > high : value === high) return 1;
    const { quantiles: negated, references } = this.#downwards;
    const upwards = interpolate(value, quantiles, this.#references);
    return 0.5 * (upwards - interpolate(-value, negated, references));
  }

  /** Returns the value whose place is `mapped`. */
  invert(mapped: number): number {
    if (Number.isNaN(mapped)) return mapped;
    const place = this.#isNormal ? normalCdf(mapped) : mapped;
    const quantiles = this.#quantiles;
    // As in scikit-learn, what is near to an end belongs to it.
    if (this.#isNormal ? place - BOUNDS_THRESHOLD < 0 : place === 0) return quantiles[0]!;
    if (this.#isNormal ? place + BOUNDS_THRESHOLD > 1 : place === 1) return quantiles[quantiles.length - 1]!;
    return interpolate(place, this.#references, quantiles);
  }
}
