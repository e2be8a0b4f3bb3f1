import { ValueError } from "../errors.ts";
import type { Random } from "../random.ts";

/** Rows to learn from and rows held out, both ascending. */
export interface RowSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Holds out ⌈share · n⌉ of n rows at random. Throws `ValueError` when nothing is left to learn from. */
export function splitRows(rows: number, share: number, random: Random): RowSplit {
  const held = Math.ceil(share * rows);
  if (held >= rows)
    throw new ValueError(`validation_fraction=${share} leaves none of ${rows} rows to learn from`);
  const order = random.permutation(rows);
  return { train: order.slice(held).sort(), test: order.slice(0, held).sort() };
}

/**
 * Holds out ⌈share · n⌉ rows at random, of each class in proportion: the remainders go to the classes with the
 * largest. Throws `ValueError` when a class has fewer than 2 rows or none is left to learn from.
 */
export function splitRowsByClass(
  codes: Int32Array,
  classCount: number,
  share: number,
  random: Random,
): RowSplit {
  const counts = new Int32Array(classCount);
  for (const code of codes) counts[code]!++;
  if (counts.some((count) => count < 2)) {
    throw new ValueError("early stopping needs at least 2 rows of each class");
  }
  const total = Math.ceil(share * codes.length);
  const wanted = Float64Array.from(counts, (count) => (count * total) / codes.length);
  const held = Int32Array.from(wanted, Math.floor);
  const byRemainder = [...wanted.keys()].sort(
    (a, b) => wanted[b]! - held[b]! - (wanted[a]! - held[a]!) || a - b,
  );
  for (let missing = total - held.reduce((a, b) => a + b, 0), i = 0; missing > 0; missing--, i++) {
    held[byRemainder[i]!]!++;
  }
  if (held.some((count, k) => count >= counts[k]!)) {
    throw new ValueError(`validation_fraction=${share} leaves no row of some class to learn from`);
  }
  const train: number[] = [];
  const test: number[] = [];
  for (const row of random.permutation(codes.length)) {
    const code = codes[row]!;
    if (held[code]! > 0) {
      held[code]!--;
      test.push(row);
    } else train.push(row);
  }
  return { train: Int32Array.from(train).sort(), test: Int32Array.from(test).sort() };
}
