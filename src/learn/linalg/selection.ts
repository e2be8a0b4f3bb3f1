/**
 * Hoare's quickselect, with the median of three as pivot. Reorders `values[first]` … `values[last]` so that no value
 * before position `k` is greater than `values[k]` and none after it is less; `companions`, if given, are reordered in
 * the same way. Cost: linear on average.
 */
export function select(
  values: Float64Array,
  k: number,
  first = 0,
  last: number = values.length - 1,
  companions?: Int32Array,
): void {
  let low = first;
  let high = last;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i] = values[j]!;
      values[j] = value;
      if (companions !== undefined) {
        const companion = companions[i]!;
        companions[i] = companions[j]!;
        companions[j] = companion;
      }
      i++;
      j--;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}

/** The median of three numbers: a pivot that stays balanced on sorted input. */
function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
