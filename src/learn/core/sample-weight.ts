import { listNames, ValueError } from "./errors.ts";
import type { EncodedClasses } from "./labels.ts";

/**
 * Throws `ValueError` unless `weights` are weights of `rows` rows: finite numbers of at least 0 with a positive sum, as scikit-learn's
 * `sample_weight`. With the classes of the rows, some row of each class must have a positive weight, or nothing is known of the class.
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
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) {
    throw new ValueError(`the sum of sample_weight must be positive and finite, got ${sum}`);
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

/** Returns the sum of `weights`. */
export function sumOfWeights(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
}
