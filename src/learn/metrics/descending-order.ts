const DIGIT = 16;
const RADIX = 1 << DIGIT;

/**
 * Returns the rows in descending order of score, with ties in their original order, by a radix sort on the bits
 * of the scores. -0 counts as 0; `NaN` is not allowed. Linear cost, four passes.
 */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const n = scores.length;
  const keys = sortKeys(scores);
  let order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  if (n < 2048) return order.sort((a, b) => compareKeys(keys, a, b) || a - b);
  let other = new Uint32Array(n);
  const starts = new Uint32Array(RADIX);
  for (let digit = 0; digit < 4; digit++) {
    if (!distribute(keys, digit, order, other, starts)) continue;
    [order, other] = [other, order];
  }
  return order;
}

/** Returns four 16-bit digits per score, the lowest first, that ascend as the scores descend. */
function sortKeys(scores: ArrayLike<number>): Uint16Array {
  const values = new Float64Array(scores.length);
  // Adding 0 makes -0 and 0 equal.
  for (let i = 0; i < values.length; i++) values[i] = scores[i]! + 0;
  const keys = new Uint16Array(values.buffer);
  for (let at = 0; at < keys.length; at += 4) {
    // The bits of negative numbers already ascend as the numbers descend; those of other numbers are inverted,
    // except for the sign.
    if (keys[at + 3]! & 0x8000) continue;
    keys[at] = ~keys[at]!;
    keys[at + 1] = ~keys[at + 1]!;
    keys[at + 2] = ~keys[at + 2]!;
    keys[at + 3] = ~keys[at + 3]! & 0x7fff;
  }
  return keys;
}

function compareKeys(keys: Uint16Array, a: number, b: number): number {
  for (let digit = 3; digit >= 0; digit--) {
    const difference = keys[4 * a + digit]! - keys[4 * b + digit]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Sorts `from` into `to` by one digit, stably. Returns false, without doing anything, if the digit is the same
 * everywhere.
 */
function distribute(
  keys: Uint16Array,
  digit: number,
  from: Uint32Array,
  to: Uint32Array,
  starts: Uint32Array,
): boolean {
  const n = from.length;
  starts.fill(0);
  for (let at = digit; at < keys.length; at += 4) starts[keys[at]!]!++;
  if (starts[keys[digit]!] === n) return false;
  for (let value = 0, sum = 0; value < RADIX; value++) {
    const count = starts[value]!;
    starts[value] = sum;
    sum += count;
  }
  for (let i = 0; i < n; i++) {
    const row = from[i]!;
    to[starts[keys[4 * row + digit]!]!++] = row;
  }
  return true;
}
