import { partBetween } from "../simd/part-between.ts";
import { Layout, workspace } from "../simd/workspace.ts";
import { sortNumbers } from "./sort-numbers.ts";

/** The median of the first `count` values of the ascending `sorted`. `NaN` if `count` is 0. */
export function median(sorted: Float64Array, count: number): number {
  if (count === 0) return Number.NaN;
  const half = count >>> 1;
  return count % 2 === 1 ? sorted[half]! : middle(sorted[half - 1]!, sorted[half]!);
}

function middle(lower: number, upper: number): number {
  const sum = lower + upper;
  return Number.isFinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}

/** Of more values, a sample yields bounds of the median; of fewer, a kernel selects it. */
const FEW = 8192;
/**
 * Size of the sample that brackets the median, and how many of its values lie between its own median and each
 * bound.
 */
const SAMPLE = 4096;
const MARGIN = 96;

/**
 * The median of the `count` values that are not `NaN`, in any order. `scratch` is
 * working space of a quarter of the length, which callers with many columns reuse. For
 * many values, a sample yields two bounds that almost certainly enclose the median, and only the values between
 * them are sorted: linear cost. If the sample misleads, everything is sorted: n log n. Reference: Floyd and Rivest,
 * Expected Time Bounds for Selection, Communications of the ACM 18 (1975), doi:10.1145/360680.360691.
 */
export function medianOf(
  values: Float64Array,
  count: number,
  scratch: Float64Array = new Float64Array(count > FEW ? values.length >>> 2 : 0),
): number {
  if (count > FEW) {
    const sample = sortNumbers(sampleOf(values));
    const half = sample.length >>> 1;
    const low = sample[Math.max(0, half - MARGIN)]!;
    const high = sample[Math.min(sample.length - 1, half + MARGIN)]!;
    const { below, inside } = partBetween(values, low, high, scratch);
    // Ranks of the two middle values among those between the bounds.
    const upper = (count >>> 1) - below;
    const lower = ((count - 1) >>> 1) - below;
    if (lower >= 0 && upper < inside && inside <= scratch.length) {
      const sorted = sortNumbers(scratch.subarray(0, inside));
      return lower === upper ? sorted[upper]! : middle(sorted[lower]!, sorted[upper]!);
    }
  }
  return medianOfFew(values, count);
}

/** `medianOf` by a kernel, or by a sort. Linear cost for up to `FEW` values. */
export function medianOfFew(values: Float64Array, count: number, space = workspace): number {
  const layout = new Layout();
  // The kernel needs an address before the values.
  layout.take(1);
  const at = layout.take(count);
  const work = count > 0 && count <= FEW ? space(layout.doubles) : undefined;
  if (work === undefined) return median(sortNumbers(presentOf(values)), count);
  const { kernels, values: memory } = work;
  for (let i = 0, to = at; i < values.length; i++) if (!Number.isNaN(values[i])) memory[to++] = values[i]!;
  return kernels.medianOfNumbers(8 * at, count);
}

/** Returns evenly spaced values that are not `NaN`. */
function sampleOf(values: Float64Array): Float64Array {
  const stride = Math.floor(values.length / SAMPLE);
  const sample = new Float64Array(SAMPLE);
  for (let i = 0, at = 0; i < SAMPLE; i++, at += stride) sample[i] = values[at]!;
  return presentOf(sample);
}

/** Returns a copy of the values that are not `NaN`. */
export function presentOf(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) present[count++] = values[i]!;
  return present.subarray(0, count);
}

/**
 * The most frequent of the first `count` values of the ascending `sorted`; the smallest if several are equally
 * frequent. `NaN` if `count` is 0.
 */
export function mode(sorted: Float64Array, count: number): number {
  let best = Number.NaN;
  let most = 0;
  for (let from = 0; from < count; ) {
    const value = sorted[from]!;
    let to = from + 1;
    while (to < count && sorted[to] === value) to++;
    if (to - from > most) {
      most = to - from;
      // Adding 0 turns -0 into 0, with which it is counted.
      best = value + 0;
    }
    from = to;
  }
  return best;
}
