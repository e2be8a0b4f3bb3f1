/**
 * Returns the indices of at most `most` of the points (x, y) of a line, ascending, of which both numbers never fall: the first, the
 * last, and those at which the way, of which either number makes half, exceeds the next of equal parts. A picture of them differs
 * from one of all points by at most such a part.
 */
export function thin(x: Float64Array, y: Float64Array, most: number): number[] {
  const n = x.length;
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  const width = Math.max(1, x[n - 1]!);
  const height = Math.max(1, y[n - 1]!);
  const start = x[0]! / width + y[0]! / height;
  const part = (x[n - 1]! / width + y[n - 1]! / height - start) / (most - 1);
  const kept = [0];
  for (let i = 1; i < n - 1; i++) {
    const way = x[i]! / width + y[i]! / height - start;
    // Each point that is kept covers at least one part, so that there are not more than parts.
    if (way >= part * kept.length && kept.length < most - 1) kept.push(i);
  }
  kept.push(n - 1);
  return kept;
}
