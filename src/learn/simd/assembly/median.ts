/* Finds the median of few doubles. The plain twin, which sorts them, is in `linalg/order-statistics.ts`. */

/**
 * Returns the median of the `count` doubles at `values`, none of them NaN, at least one; it reorders them. `values` is not 0,
 * so that there is an address before it. Hoare's quickselect, with the median of three as pivot: linear cost on average.
 */
export function medianOfNumbers(values: usize, count: i32): f64 {
  const middle = values + ((<usize>(count >>> 1)) << 3);
  select(values, middle, values + ((<usize>(count - 1)) << 3));
  const upper = load<f64>(middle);
  if ((count & 1) === 1) return upper;
  // The values before the middle are no greater: the largest of them is next to it.
  let lower = load<f64>(values);
  for (let at = values + 8; at < middle; at += 8) lower = max(lower, load<f64>(at));
  const sum = lower + upper;
  return abs(sum) <= f64.MAX_VALUE ? sum / 2 : lower / 2 + upper / 2;
}

/**
 * Reorders the doubles from address `low` to address `high` so that none before `wanted` is greater than the one there, and none
 * after it is less.
 */
function select(low: usize, wanted: usize, high: usize): void {
  while (low < high) {
    const first = load<f64>(low);
    const last = load<f64>(high);
    const between = load<f64>(low + ((((high - low) >> 3) >> 1) << 3));
    const pivot = max(min(first, between), min(max(first, between), last));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<f64>(i) < pivot) i += 8;
      while (load<f64>(j) > pivot) j -= 8;
      if (i > j) break;
      const value = load<f64>(i);
      store<f64>(i, load<f64>(j));
      store<f64>(j, value);
      i += 8;
      j -= 8;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return;
  }
}
