/** How strongly the mean label of a category is drawn towards that of all rows; see `TargetEncoder`. */
export type Smooth = "auto" | number;

/** The labels of some rows as one number each, with their mean and their variance (divisor: their number). */
export interface EncodedTarget {
  /** The number of each row of the table, not only of `rows`. */
  readonly values: Float64Array;
  /** The rows to learn from. */
  readonly rows: Int32Array;
  readonly mean: number;
  readonly variance: number;
}

/** Returns the target `values` for the rows `rows`. */
export function targetOf(values: Float64Array, rows: Int32Array): EncodedTarget {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += values[rows[i]!]!;
  const mean = sum / rows.length;
  let squares = 0;
  for (let i = 0; i < rows.length; i++) squares += (values[rows[i]!]! - mean) ** 2;
  return { values, rows, mean, variance: squares / rows.length };
}

/**
 * Returns the encoding of each of `count` categories: its mean label, drawn towards the mean of all rows. `codes` has the category
 * of each row; -1 counts for none. With n rows of a category whose labels have the sum s, the mean m and the variance v, and a mean μ
 * and a variance τ of all rows, the encoding is (s + smooth · μ) / (n + smooth), or, if `smooth` is `auto`, λ m + (1 − λ) μ with
 * λ = τ n / (τ n + v). It is μ for a category without rows, and where λ is not defined. Cost: two passes.
 * Reference: Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes in classification and prediction
 * problems", SIGKDD Explorations 3 (2001), doi:10.1145/507533.507538, equations 3 and 5.
 */
export function encodingOf(
  codes: Int32Array,
  count: number,
  { values, rows, mean, variance }: EncodedTarget,
  smooth: Smooth,
): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (code < 0) continue;
    sums[code]! += values[rows[i]!]!;
    counts[code]! += 1;
  }
  if (smooth !== "auto") {
    return sums.map((sum, k) => {
      const weight = counts[k]! + smooth;
      return weight === 0 ? mean : (sum + smooth * mean) / weight;
    });
  }
  const means = sums.map((sum, k) => sum / counts[k]!);
  const squares = new Float64Array(count);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (code >= 0) squares[code]! += (values[rows[i]!]! - means[code]!) ** 2;
  }
  return means.map((own, k) => {
    const weight = variance * counts[k]!;
    const share = weight / (weight + squares[k]! / counts[k]!);
    return Number.isNaN(share) ? mean : share * own + (1 - share) * mean;
  });
}
