/** The golden section: multiples of it, modulo 1, are spread evenly over [0, 1), and have no period. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Returns the numbers of at most `most` of `rows` rows, ascending and spread evenly, but at irregular distances, so that rows that
 * alternate by some period are all represented; all of them if there are no more. The same numbers give the same rows.
 */
export function spreadRows(rows: number, most: number): Int32Array {
  const count = Math.min(rows, most);
  const chosen = new Int32Array(count);
  for (let i = 0; i < count; i++) chosen[i] = spreadPlace(i, count, rows);
  return chosen;
}

/** Returns place `i` of `count` among `rows`, as `spreadRows`: somewhere in the i-th of equal parts. */
export function spreadPlace(i: number, count: number, rows: number): number {
  const first = Math.floor((i * rows) / count);
  const size = Math.floor(((i + 1) * rows) / count) - first;
  const turn = i * GOLDEN;
  return first + Math.floor((turn - Math.floor(turn)) * size);
}
