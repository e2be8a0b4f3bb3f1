import type { Matrix } from "../../../src/learn/core/matrix.ts";

/** The arguments of `one_hot_table` in test/golden/scripts/made_up.py. */
export interface OneHotTable {
  readonly seed: number;
  readonly rows: number;
  /** The number of categories of each text column. */
  readonly categories: readonly number[];
  readonly numbers: number;
}

/** Returns a generator of uniform numbers in (0, 1), by Park and Miller, whose steps are exact in doubles. */
export function uniformNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

/**
 * Returns one-hot columns of skewed categories, then numeric columns, and one label that depends on both: the same
 * to the last bit as in test/golden/scripts/made_up.py.
 */
export function oneHotTable({ seed, rows, categories, numbers }: OneHotTable): { X: Matrix; y: Matrix } {
  const next = uniformNumbers(seed);
  const columns = categories.reduce((sum, count) => sum + count, numbers);
  const data = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let at = i * columns;
    for (const count of categories) {
      const u = next();
      const category = Math.floor(count * (u * u * u));
      data[at + category] = 1;
      y[i]! += ((category * 7) % 11) - 5;
      at += count;
    }
    for (let j = 0; j < numbers; j++, at++) {
      const value = next() * 4 - 2;
      data[at] = value;
      y[i]! += (j + 1) * value;
    }
    y[i]! += next() - 0.5;
  }
  return { X: { rows, columns, data }, y: { rows, columns: 1, data: y } };
}

/** The arguments of `category_table` in test/golden/scripts/made_up.py. */
export interface CategoryTable {
  readonly seed: number;
  readonly rows: number;
  /** The number of categories of each column. */
  readonly categories: readonly number[];
}

/**
 * Returns text columns of skewed categories, "c0", "c1", …, null where they are missing, and a number that depends on them: the
 * same to the last bit as in test/golden/scripts/made_up.py.
 */
export function categoryTable({ seed, rows, categories }: CategoryTable): {
  X: (string | null)[][];
  y: number[];
} {
  const next = uniformNumbers(seed);
  const X: (string | null)[][] = [];
  const y = Array.from({ length: rows }, () => {
    let sum = 0;
    const row = categories.map((count) => {
      const u = next();
      const category = Math.floor(count * (u * u));
      sum += ((category * 7) % 11) - 5;
      return next() < 0.03 ? null : `c${category}`;
    });
    X.push(row);
    return sum + (next() * 8 - 4);
  });
  return { X, y };
}
