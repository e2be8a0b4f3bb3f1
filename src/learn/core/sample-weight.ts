import { listNames, ValueError } from "./errors.ts";
import type { EncodedClasses } from "./labels.ts";

/** Within these, neither the squares of sums of weights nor their products with usual labels overflow or become 0. */
export const LEAST_SUM = 1e-100;
export const MOST_SUM = 1e100;

/**
 * Throws `ValueError` unless `weights` are weights of `rows` rows: numbers of at least 0, whose sum lies between `LEAST_SUM` and
 * `MOST_SUM`. With the classes of the rows, some row of each class must have a positive weight, or nothing is known of the class.
 */
export function checkSampleWeight(weights: Float64Array, rows: number, y?: EncodedClasses): void {
  if (weights.length !== rows) {
    throw new ValueError(`sample_weight has ${weights.length} weights for ${rows} rows`);
  }
  let sum = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) throw new ValueError("every weight in sample_weight must be a number of at least 0");
    sum += weight;
  }
  if (!(sum >= LEAST_SUM && sum <= MOST_SUM)) {
    throw new ValueError(`the sum of sample_weight must be from ${LEAST_SUM} to ${MOST_SUM}, got ${sum}`);
  }
  if (y === undefined) return;
  const ofClass = new Float64Array(y.classes.length);
  y.codes.forEach((code, row) => {
    ofClass[code]! += weights[row]!;
  });
  const empty = y.classes.filter((_, code) => ofClass[code] === 0);
  if (empty.length === 0) return;
  throw new ValueError(`sample_weight is 0 for all rows of some classes: ${listNames(empty.map(String))}`);
}

/**
 * Throws `ValueError` if all rows that a fit holds back for early stopping have the weight 0, or all others, so that the fit would learn
 * nothing or stop by nothing. `weights` are those of all rows; `remedy` tells how to do without early stopping.
 */
export function checkHeldBackWeights(
  weights: Float64Array,
  { train, test }: { readonly train: Int32Array; readonly test: Int32Array },
  remedy: string,
): void {
  const hasWeight = (row: number) => weights[row]! > 0;
  if (train.some(hasWeight) && test.some(hasWeight)) return;
  throw new ValueError(
    `sample_weight is 0 for all rows that early stopping ${train.some(hasWeight) ? "holds back" : "leaves to learn from"}; set another random_state or validation_fraction, or ${remedy}`,
  );
}

/** Returns the sum of `weights`. */
export function sumOfWeights(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
}
