/** Weights of training rows, one per leaf, in the smallest type that holds them all. */
export type LeafWeights = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Stores weights in the smallest type: most are small whole numbers. */
export function storeLeafWeights(weights: ArrayLike<number>): LeafWeights {
  let most = 0;
  for (let leaf = 0; leaf < weights.length; leaf++) {
    const weight = weights[leaf]!;
    if (!Number.isInteger(weight)) return Float64Array.from(weights);
    if (weight > most) most = weight;
  }
  if (most < 2 ** 8) return Uint8Array.from(weights);
  if (most < 2 ** 16) return Uint16Array.from(weights);
  return most < 2 ** 32 ? Uint32Array.from(weights) : Float64Array.from(weights);
}

/** Returns whether stored `weights` are those of `leaves` leaves, or absent, as in states of an older format. */
export function areLeafWeights(weights: unknown, leaves: number): boolean {
  if (weights === undefined) return true;
  const isArray =
    weights instanceof Uint8Array ||
    weights instanceof Uint16Array ||
    weights instanceof Uint32Array ||
    weights instanceof Float64Array;
  return (
    isArray &&
    weights.length === leaves &&
    weights.every((weight: number) => weight > 0 && weight < Number.POSITIVE_INFINITY)
  );
}
