/* Divides the rows of a node between its two children. */

/**
 * Writes the rows `indices[start … stop − 1]` to `spare[start … stop − 1]`: those whose byte in `bins` has a 1 in
 * `goesLeft` to the front in their order, the others to the back in reverse order. Returns the number of rows that
 * go left.
 */
export function part(bins: usize, goesLeft: usize, indices: usize, start: i32, stop: i32, spare: usize): i32 {
  let left = spare + ((<usize>start) << 2);
  let right = spare + ((<usize>stop) << 2) - 4;
  const first = left;
  const end = indices + ((<usize>stop) << 2);
  for (let at = indices + ((<usize>start) << 2); at < end; at += 4) {
    const row = load<u32>(at);
    const isLeft: usize = load<u8>(goesLeft + <usize>load<u8>(bins + row));
    // Every row is written to both sides and only one copy is kept, because a branch would be mispredicted half of
    // the time.
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right -= (1 - isLeft) << 2;
  }
  return <i32>((left - first) >>> 2);
}

/** Copies `n` 32-bit numbers in reverse order: from `from` downwards to `to` upwards. */
export function copyBack(from: usize, to: usize, n: i32): void {
  for (const end = to + ((<usize>n) << 2); to < end; to += 4, from -= 4) store<u32>(to, load<u32>(from));
}
