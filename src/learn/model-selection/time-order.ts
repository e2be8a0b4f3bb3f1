import { ValueError } from "../core/errors.ts";
import type { Fold } from "./fold.ts";

/** Rows in the order of time. */
export interface TimeOrder {
  /** The row numbers; rows of the same time in the order of the table. */
  readonly order: Int32Array;
  /** For each different time, ascending, the position in `order` of its first row. */
  readonly firsts: Int32Array;
}

/** Sorts rows by their times, stably. Throws `ValueError` for a time that is `NaN`. */
export function timeOrder(times: Float64Array): TimeOrder {
  if (times.some(Number.isNaN)) throw new ValueError("the time of a row is NaN; every row needs its time");
  const order = Int32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
  const isFirst = (position: number) =>
    position === 0 || times[order[position - 1]!] !== times[order[position]!];
  return { order, firsts: Int32Array.from(order.keys()).filter(isFirst) };
}

/** Returns the index of the time in `firsts` to which the row at `position` belongs. */
export function timeAt(firsts: Int32Array, position: number): number {
  let [low, high] = [0, firsts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firsts[middle]! <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Holds back the latest rows: ⌈fraction · n⌉ of n, and the others that have the same time as the first of these. Both parts are
 * in the order of time. If only the first time would remain to learn from, or less, everything after it is held back. Throws
 * `ValueError` for times that are `NaN`, and if all rows have the same time.
 */
export function holdBackLatest(times: Float64Array, fraction: number): Fold {
  const { order, firsts } = timeOrder(times);
  if (firsts.length < 2) throw new ValueError("rows of a single time leave none to learn from");
  const time = timeAt(firsts, times.length - Math.ceil(fraction * times.length));
  const start = firsts[Math.max(1, time)]!;
  return { train: order.slice(0, start), test: order.slice(start) };
}
