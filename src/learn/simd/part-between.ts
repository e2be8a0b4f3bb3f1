import { Layout, workspace } from "./workspace.ts";

/** Number of values that the kernel processes at a time. */
const BLOCK = 8192;

/** The number of values below the bounds and between them. */
interface Parted {
  readonly below: number;
  readonly inside: number;
}

/**
 * Counts the values below `low`, and those from `low` to `high`, which it also writes to `target`, in their
 * order, as far as there is room. `NaN` counts as neither. Linear cost.
 */
export function partBetween(
  values: Float64Array,
  low: number,
  high: number,
  target: Float64Array,
  space = workspace,
): Parted {
  const layout = new Layout();
  const valuesAt = layout.take(BLOCK);
  const targetAt = layout.take(BLOCK);
  const belowAt = layout.take(1);
  const work = space(layout.doubles);
  if (work === undefined) return plainPart(values, low, high, target);
  const { kernels, values: memory } = work;
  const smaller = new Int32Array(memory.buffer, 8 * belowAt, 1);
  let below = 0;
  let inside = 0;
  for (let first = 0; first < values.length; first += BLOCK) {
    const count = Math.min(BLOCK, values.length - first);
    memory.set(values.subarray(first, first + count), valuesAt);
    const found = kernels.partBetween(8 * valuesAt, count, low, high, 8 * targetAt, 8 * belowAt);
    if (inside + found <= target.length) target.set(memory.subarray(targetAt, targetAt + found), inside);
    inside += found;
    below += smaller[0]!;
  }
  return { below, inside };
}

function plainPart(values: Float64Array, low: number, high: number, target: Float64Array): Parted {
  let below = 0;
  let inside = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) below++;
    else if (value <= high) target[inside++] = value;
  }
  return { below, inside };
}
