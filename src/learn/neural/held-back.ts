import { ValueError } from "../errors.ts";
import type { Random } from "../random.ts";

/** Row numbers to train on and to measure by. */
export interface HeldBack {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/**
 * Holds ⌈fraction · rows⌉ random rows back. With `codes` (of `classCount` classes) each class keeps its share, up to
 * rounding.
 * Throws `ValueError` when fewer than 2 rows would be held back or none be left, or a class has a single row.
 */
export function holdBack(
  rows: number,
  fraction: number,
  random: Random,
  codes?: Int32Array,
  classCount = 0,
): HeldBack {
  const count = Math.ceil(fraction * rows);
  if (count < 2 || count >= rows) {
    throw new ValueError(
      `validation_fraction=${fraction} holds ${count} of ${rows} rows back; it must be at least 2 and leave some`,
    );
  }
  const order = random.permutation(rows);
  const quota = codes === undefined ? undefined : quotas(codes, classCount, count);
  const held: number[] = [];
  const train: number[] = [];
  for (const row of order) {
    const code = codes?.[row] ?? 0;
    if (quota === undefined ? held.length < count : quota[code]! > 0) {
      held.push(row);
      if (quota !== undefined) quota[code]!--;
    } else train.push(row);
  }
  return { train: Int32Array.from(train), held: Int32Array.from(held) };
}

/** How many rows of each class to hold back: shares rounded down, the rest to the largest remainders. */
function quotas(codes: Int32Array, classCount: number, count: number): Int32Array {
  const sizes = new Int32Array(classCount);
  for (const code of codes) sizes[code]!++;
  if (sizes.some((size) => size < 2)) {
    throw new ValueError("early_stopping needs at least 2 rows of each class");
  }
  const shares = Float64Array.from(sizes, (size) => (size * count) / codes.length);
  const result = Int32Array.from(shares, Math.floor);
  const byRemainder = Array.from(shares.keys()).sort(
    (a, b) => shares[b]! - result[b]! - (shares[a]! - result[a]!) || a - b,
  );
  let missing = count - result.reduce((a, b) => a + b, 0);
  for (const code of byRemainder) if (missing-- > 0) result[code]!++;
  return result;
}
