/**
 * Hoare's quickselect, with the median of three as pivot. Reorders `values[low]` … `values[high]` so that no value
 * before position `k` is greater than `values[k]` and none after it is less; `companions`, unless null, are reordered
 * in the same way. Cost: linear on average. All parameters are required: with defaults, it runs four times slower.
 */
export function select(
  values: Float64Array,
  k: number,
  low: number,
  high: number,
  companions: Int32Array | null,
): void {
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      if (companions !== null) {
        const companion = companions[i]!;
        companions[i] = companions[j]!;
        companions[j] = companion;
      }
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
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
