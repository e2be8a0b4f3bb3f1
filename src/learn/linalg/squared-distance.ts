/**
 * Returns Σ (a − b)² over `columns` values, starting at `a[i]` and `b[j]`. It may stop as soon as the sum is
 * sure to exceed `limit`; the result is then some number above `limit`.
 *
 * Four partial sums run side by side, because a single sum would have to wait for each addition before starting
 * the next. Their order is fixed: the result for two rows is the same to the last bit wherever they are stored.
 */
export function squaredDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  columns: number,
  limit = Number.POSITIVE_INFINITY,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let c = 0;
  for (; c + 3 < columns; c += 4) {
    const d0 = a[i + c]! - b[j + c]!;
    const d1 = a[i + c + 1]! - b[j + c + 1]!;
    const d2 = a[i + c + 2]! - b[j + c + 2]!;
    const d3 = a[i + c + 3]! - b[j + c + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
    if ((c & 4) !== 0 && s0 + s1 + (s2 + s3) > limit) return s0 + s1 + (s2 + s3);
  }
  for (; c < columns; c++) {
    const d = a[i + c]! - b[j + c]!;
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}
