/**
 * Returns the numbers of at most `most` of `rows` rows, spread evenly, the first included; all of them if there are no more.
 * The same numbers give the same rows.
 */
export function spreadRows(rows: number, most: number): Int32Array {
  const count = Math.min(rows, most);
  const chosen = new Int32Array(count);
  for (let i = 0; i < count; i++) chosen[i] = Math.floor((i * rows) / count);
  return chosen;
}
