/** The golden section: multiples of it, modulo 1, are spread evenly over [0, 1), and have no period. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Returns the numbers of at most `most` of `rows` rows, ascending and spread evenly, but at irregular distances, so that rows that
 * alternate by some period are all represented; all of them if there are no more. The same numbers give the same rows.
 */
export function spreadRows(rows: number, most: number): Int32Array {
  const count = Math.min(rows, most);
  const chosen = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    // Somewhere in the i-th of equal parts.
    const first = Math.floor((i * rows) / count);
    const size = Math.floor(((i + 1) * rows) / count) - first;
    const turn = i * GOLDEN;
    chosen[i] = first + Math.floor((turn - Math.floor(turn)) * size);
  }
  return chosen;
}
