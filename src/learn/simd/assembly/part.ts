/* Selects the values between two bounds. The plain twin is in `../part-between.ts`. */

/**
 * Writes the values from `low` to `high`, both included, to `target`, in their order, and the number of values
 * below `low` to `below`, as a 32-bit integer. Returns the number of values written. `target` has room for `count`.
 */
export function partBetween(
  values: usize,
  count: i32,
  low: f64,
  high: f64,
  target: usize,
  below: usize,
): i32 {
  const lows = f64x2.splat(low);
  const highs = f64x2.splat(high);
  const start = target;
  // Minus the numbers of smaller values at even and at odd positions.
  let smaller = i64x2.splat(0);
  const even = count & ~1;
  for (let i = 0; i < even; i += 2) {
    const pair = v128.load(values);
    smaller = i64x2.add(smaller, f64x2.lt(pair, lows));
    const isInside = v128.and(f64x2.ge(pair, lows), f64x2.le(pair, highs));
    if (v128.any_true(isInside)) {
      const bits = i64x2.bitmask(isInside);
      if ((bits & 1) !== 0) {
        store<f64>(target, f64x2.extract_lane(pair, 0));
        target += 8;
      }
      if ((bits & 2) !== 0) {
        store<f64>(target, f64x2.extract_lane(pair, 1));
        target += 8;
      }
    }
    values += 16;
  }
  let sum = -(<i32>(i64x2.extract_lane(smaller, 0) + i64x2.extract_lane(smaller, 1)));
  if (even < count) {
    const last = load<f64>(values);
    if (last < low) sum++;
    if (last >= low && last <= high) {
      store<f64>(target, last);
      target += 8;
    }
  }
  store<i32>(below, sum);
  return <i32>((target - start) >> 3);
}
