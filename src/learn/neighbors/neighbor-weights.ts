/**
 * Writes into `weights` what each of the k neighbours from `base` on counts: the inverse of its distance; where
 * some lie at distance 0, those count 1 and the others nothing. Where all are too far for a number to hold, each
 * counts 1.
 */
export function inverseDistanceWeights(distances: Float64Array, base: number, weights: Float64Array): void {
  const k = weights.length;
  // Neighbours come in ascending order. The inverse of a tiny distance is infinite: that counts as distance 0.
  const atZero = 1 / distances[base]! === Number.POSITIVE_INFINITY;
  const allAtInfinity = distances[base]! === Number.POSITIVE_INFINITY;
  for (let i = 0; i < k; i++) {
    const weight = 1 / distances[base + i]!;
    if (allAtInfinity) weights[i] = 1;
    else if (atZero) weights[i] = weight === Number.POSITIVE_INFINITY ? 1 : 0;
    else weights[i] = weight;
  }
}
