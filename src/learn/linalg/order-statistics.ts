import { partBetween } from "../simd/part-between.ts";

/* Figures of ascending values, and the median of values in any order. */

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
  return count % 2 === 1 ? sorted[half]! : middle(sorted[half - 1]!, sorted[half]!);
}

function middle(lower: number, upper: number): number {
  const sum = lower + upper;
  return Number.isFinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}

/** The engine sorts so few values, in machine code, sooner than anything else finds their median. */
const FEW = 8192;
/** Values of the sample that tells where the median may lie, and how many of them on either side of its own. */
const SAMPLE = 4096;
const MARGIN = 96;

/**
 * The median of those of `values`, in any order, that are not `NaN`; `count` is their number. `scratch` is room for a
 * quarter of them, for who asks column after column. Of many values, a sample
 * tells two bounds between which the median lies nearly surely, and only what lies there is sorted: linear cost. Where
 * the sample misleads, n log n.
 * Reference: Floyd and Rivest, Expected Time Bounds for Selection, Communications of the ACM 18 (1975),
 * doi:10.1145/360680.360691.
 */
export function medianOf(
  values: Float64Array,
  count: number,
  scratch: Float64Array = new Float64Array(count > FEW ? values.length >>> 2 : 0),
): number {
  if (count > FEW) {
    const sample = sampleOf(values).sort();
    const half = sample.length >>> 1;
    const low = sample[Math.max(0, half - MARGIN)]!;
    const high = sample[Math.min(sample.length - 1, half + MARGIN)]!;
    const { below, inside } = partBetween(values, low, high, scratch);
    // Ranks of the middle values among those between the bounds.
    const upper = (count >>> 1) - below;
    const lower = ((count - 1) >>> 1) - below;
    if (lower >= 0 && upper < inside && inside <= scratch.length) {
      const sorted = scratch.subarray(0, inside).sort();
      return lower === upper ? sorted[upper]! : middle(sorted[lower]!, sorted[upper]!);
    }
  }
  return median(presentOf(values).sort(), count);
}

/** The values of every so many rows that are not `NaN`. */
function sampleOf(values: Float64Array): Float64Array {
  const stride = Math.floor(values.length / SAMPLE);
  const sample = new Float64Array(SAMPLE);
  for (let i = 0, at = 0; i < SAMPLE; i++, at += stride) sample[i] = values[at]!;
  return presentOf(sample);
}

/** The values that are not `NaN`: a copy. */
export function presentOf(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) present[count++] = values[i]!;
  return present.subarray(0, count);
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
