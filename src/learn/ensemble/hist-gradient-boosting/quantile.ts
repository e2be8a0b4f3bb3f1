import { medianOfThree } from "../../linalg/order-statistics.ts";

/**
 * The `q` quantile of `values`, interpolated linearly between the two nearest (NumPy's default; the median for
 * q = ½). Reorders `values`, which must not be empty. Cost: linear on average.
 */
export function quantileOf(values: Float64Array, q: number): number {
  const position = q * (values.length - 1);
  const below = Math.floor(position);
  const low = select(values, below);
  const share = position - below;
  if (share === 0) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < values.length; i++) if (values[i]! < high) high = values[i]!;
  if (share === 0.5) return (low + high) / 2;
  // Interpolate from the nearer end, so that the result never leaves the interval.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/**
 * Hoare's quickselect: moves the k-th smallest of `values`, from 0, to position k with nothing larger before
 * it, and returns it.
 */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}
