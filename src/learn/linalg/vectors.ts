/**
 * Inner product of two vectors of equal length, summed in order. For long vectors `dot` is faster, with
 * different rounding.
 */
export function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Computes target += factor · source. */
export function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * source[i]!;
}

/** Returns the largest absolute value, or `NaN` if any value is `NaN`. */
export function largestMagnitude(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size <= most)) most = size;
  }
  return most;
}
