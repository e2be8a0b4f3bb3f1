/**
 * Returns the indices of at most `most` of the points (x, y) of a line, ascending: the first, the last, and those where the length
 * of the way, |Δx| + |Δy|, exceeds the next of equal parts. A picture of them differs from one of all points by at most such a part.
 */
export function thin(x: ArrayLike<number>, y: ArrayLike<number>, most: number): number[] {
  const n = x.length;
  if (n <= most) return Array.from({ length: n }, (_, i) => i);
  let total = 0;
  for (let i = 1; i < n; i++) total += step(x, y, i);
  const part = total / (most - 1);
  const kept = [0];
  let way = 0;
  for (let i = 1; i < n - 1; i++) {
    way += step(x, y, i);
    // Each point that is kept covers at least one part, so that there are not more than parts.
    if (way < part * kept.length) continue;
    if (kept.length < most - 1) kept.push(i);
  }
  kept.push(n - 1);
  return kept;
}

function step(x: ArrayLike<number>, y: ArrayLike<number>, i: number): number {
  return Math.abs(x[i]! - x[i - 1]!) + Math.abs(y[i]! - y[i - 1]!);
}

/** Returns the values at `indices`. */
export function at(values: ArrayLike<number>, indices: readonly number[]): Float64Array {
  const taken = new Float64Array(indices.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}
