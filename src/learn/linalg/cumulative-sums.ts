/** Writes the sums of the first 1, 2, … entries of `values` to `sums`, a new array by default, and returns it. */
export function cumulativeSums(
  values: Float64Array,
  sums: Float64Array = new Float64Array(values.length),
): Float64Array {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    sums[i] = sum;
  }
  return sums;
}

/** Returns the first position in the ascending `sorted` whose value is at least `value`; its length if there is none. */
export function searchSorted(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As `searchSorted`, but the first position whose value is greater than `value`. */
export function searchSortedRight(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
