/**
 * Writes the weights of the k neighbours starting at `distances[base]` to `weights`: the inverse of each
 * distance. If some distances are 0, those neighbours have weight 1 and the others 0. If all distances are
 * infinite, each weight is 1.
 */
export function inverseDistanceWeights(distances: Float64Array, base: number, weights: Float64Array): void {
  const k = weights.length;
  // Neighbours are in ascending order. A distance whose inverse is infinite counts as 0.
  const atZero = 1 / distances[base]! === Number.POSITIVE_INFINITY;
  const allAtInfinity = distances[base]! === Number.POSITIVE_INFINITY;
  for (let i = 0; i < k; i++) {
    const weight = 1 / distances[base + i]!;
    if (allAtInfinity) weights[i] = 1;
    else if (atZero) weights[i] = weight === Number.POSITIVE_INFINITY ? 1 : 0;
    else weights[i] = weight;
  }
}
