import { ValueError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { apportion } from "./apportion.ts";
import type { Fold } from "./fold.ts";

/**
 * Holds back ⌈fraction · n⌉ of n rows, drawn at random, for early stopping; both parts are in random order. Throws
 * `ValueError` if fewer than `least` rows would be held back, or none would remain.
 */
export function holdBack(rows: number, fraction: number, random: Random, least = 1): Fold {
  const count = checkHoldBack(rows, fraction, least);
  const order = random.permutation(rows);
  return { train: order.slice(count), test: order.slice(0, count) };
}

/**
 * As `holdBack`, but from each class in proportion: numbers of rows are rounded down, and the remaining rows
 * come from the classes with the largest remainders. Also throws `ValueError` for a class with a single row,
 * and if no row of a class would remain.
 */
export function holdBackByClass(
  codes: Int32Array,
  classCount: number,
  fraction: number,
  random: Random,
  least = 1,
): Fold {
  const held = checkHoldBackByClass(codes, classCount, fraction, least);
  const train: number[] = [];
  const test: number[] = [];
  for (const row of random.permutation(codes.length)) {
    if (held[codes[row]!]!-- > 0) test.push(row);
    else train.push(row);
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/** Returns the number of rows of each class that `holdBackByClass` holds back. Throws as it does. */
export function checkHoldBackByClass(
  codes: Int32Array,
  classCount: number,
  fraction: number,
  least = 1,
): Int32Array {
  const count = checkHoldBack(codes.length, fraction, least);
  const sizes = new Int32Array(classCount);
  for (const code of codes) sizes[code]!++;
  if (sizes.some((size) => size < 2)) {
    throw new ValueError("early stopping needs at least 2 rows of each class");
  }
  const quotas = Array.from(sizes, (size) => (size * count) / codes.length);
  const held = Int32Array.from(apportion(quotas, count, [...quotas.keys()]));
  if (held.some((rows, code) => rows >= sizes[code]!)) {
    throw new ValueError(`validation_fraction=${fraction} leaves no row of some class to learn from`);
  }
  return held;
}

/** Returns the number of rows that `holdBack` holds back. Throws as it does. */
export function checkHoldBack(rows: number, fraction: number, least = 1): number {
  const count = Math.ceil(fraction * rows);
  if (count >= least && count < rows) return count;
  throw new ValueError(
    `validation_fraction=${fraction} holds ${count} of ${rows} rows back; it must be at least ${least} and leave some`,
  );
}
