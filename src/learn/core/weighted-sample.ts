import type { Random } from "./random.ts";

/**
 * Draws `size` different numbers from 0 … n − 1, one after another, each with a probability proportional to its weight among those that
 * are left, as NumPy's `choice` without replacement. At least `size` of the n weights must be positive. Cost n + size · log n, by sums of
 * weights in a Fenwick tree.
 */
export function weightedSample(weights: Float64Array, size: number, random: Random): Int32Array {
  const n = weights.length;
  const left = weights.slice();
  const sums = new Float64Array(n + 1);
  for (let at = 1; at <= n; at++) {
    sums[at]! += weights[at - 1]!;
    const parent = at + (at & -at);
    if (parent <= n) sums[parent]! += sums[at]!;
  }
  const top = 2 ** Math.floor(Math.log2(Math.max(1, n)));
  const drawn = new Int32Array(size);
  for (let count = 0; count < size; count++) {
    const index = pick(sums, left, top, random);
    drawn[count] = index;
    for (let at = index + 1; at <= n; at += at & -at) sums[at]! -= left[index]!;
    left[index] = 0;
  }
  return drawn;
}

function pick(sums: Float64Array, left: Float64Array, top: number, random: Random): number {
  const n = left.length;
  let total = 0;
  for (let at = n; at > 0; at -= at & -at) total += sums[at]!;
  let rest = random.next() * total;
  let index = 0;
  for (let step = top; step > 0; step >>= 1) {
    const next = index + step;
    if (next > n || sums[next]! > rest) continue;
    index = next;
    rest -= sums[next]!;
  }
  // Subtractions leave rounding errors in the sums, which may lead to a number that was drawn already.
  for (let shift = 0; shift < n; shift++) {
    const near = (index + shift) % n;
    if (left[near]! > 0) return near;
  }
  return index;
}
