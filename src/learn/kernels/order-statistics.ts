/*
 * Figures of ascending values. Sorting a whole column costs n log n where selection would be linear, and is faster all
 * the same: the engine sorts typed arrays in machine code, from the first call on.
 */

/**
 * The quantile `share`, from 0 to 1, of the first `count` of `sorted`: interpolated linearly between the two values
 * that rank (count − 1) · share lies between, as NumPy does by default. `NaN` for no values.
 */
export function quantile(sorted: Float64Array, count: number, share: number): number {
  if (count === 0) return Number.NaN;
  const position = (count - 1) * share;
  const rank = Math.floor(position);
  const below = sorted[rank]!;
  const t = position - rank;
  if (t === 0) return below;
  const above = sorted[rank + 1]!;
  // From the nearer end, so that the result never leaves the interval.
  return t < 0.5 ? below + (above - below) * t : above - (above - below) * (1 - t);
}

/** The middle one of the first `count` of `sorted`, or the mean of the two middle ones. `NaN` for no values. */
export function median(sorted: Float64Array, count: number): number {
  if (count === 0) return Number.NaN;
  const half = count >>> 1;
  const upper = sorted[half]!;
  if (count % 2 === 1) return upper;
  const lower = sorted[half - 1]!;
  const sum = lower + upper;
  return Number.isFinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}

/** The value that occurs most often among the first `count` of `sorted`; the smallest where several do. `NaN` for none. */
export function mode(sorted: Float64Array, count: number): number {
  let best = Number.NaN;
  let most = 0;
  for (let from = 0; from < count; ) {
    const value = sorted[from]!;
    let to = from + 1;
    while (to < count && sorted[to] === value) to++;
    if (to - from > most) {
      most = to - from;
      // Adding 0 makes -0 the 0 that it counts with.
      best = value + 0;
    }
    from = to;
  }
  return best;
}

/** The middle one of three numbers: a pivot that ordered values do not make a bad one. */
export function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
