/** Returns the mean of several arrays of the same length, entry by entry. */
export function meanOf(arrays: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(arrays[0]!.length);
  for (const array of arrays) for (let at = 0; at < mean.length; at++) mean[at]! += array[at]!;
  for (let at = 0; at < mean.length; at++) mean[at]! /= arrays.length;
  return mean;
}
