/**
 * Returns the rank of each score, 1 for the best; equal scores have the same rank, and `NaN` the last one, as in
 * `rank_test_score` of scikit-learn's `GridSearchCV`. The best parameters are the first with rank 1.
 */
export function rankScores(scores: ArrayLike<number>, greaterIsBetter = true): Int32Array {
  const values = Array.from(scores, (score) => {
    if (Number.isNaN(score)) return Number.NEGATIVE_INFINITY;
    return greaterIsBetter ? score : -score;
  });
  const sorted = Float64Array.from(values).sort().reverse();
  return Int32Array.from(values, (value) => sorted.indexOf(value) + 1);
}
