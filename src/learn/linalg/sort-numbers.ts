import { Layout, workspace } from "../simd/workspace.ts";

/** From so many values to so many, the kernel is faster than the engine's own sort: measured, 2 to 3 times at 1,000 values. */
const LEAST = 256;
const MOST = 8192;
/** The kernel counts the values of each of 8 bytes in 32-bit integers. */
const COUNTS = (8 * 256) / 2;

/**
 * Sorts `values` in place as `Float64Array.prototype.sort` does: in ascending order, -0 before 0, and `NaN` at the end. Returns
 * them. Cost: n log n, or linear for the numbers of values that small tables have.
 */
export function sortNumbers(values: Float64Array, space = workspace): Float64Array {
  const count = values.length;
  if (count < LEAST || count > MOST) return values.sort();
  const layout = new Layout();
  const valuesAt = layout.take(count);
  const spareAt = layout.take(count);
  const countsAt = layout.take(COUNTS);
  const work = space(layout.doubles);
  if (work === undefined) return values.sort();
  const { kernels, values: memory } = work;
  memory.set(values, valuesAt);
  kernels.sortNumbers(8 * valuesAt, count, 8 * spareAt, 8 * countsAt);
  values.set(memory.subarray(valuesAt, valuesAt + count));
  return values;
}
