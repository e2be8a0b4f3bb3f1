/** The fitted state of `GaussianNB`. */
export interface GaussianNBState {
  /** K probabilities. */
  readonly class_prior: Float64Array;
  /** K × p means, row-major. */
  readonly theta: Float64Array;
  /** K × p variances, row-major, epsilon included. */
  readonly var: Float64Array;
  /** What was added to every variance. */
  readonly epsilon: number;
  /** Mean and variance of each column over all training rows, for explanations. Absent in states of an older format. */
  readonly total_mean?: Float64Array;
  readonly total_var?: Float64Array;
}
