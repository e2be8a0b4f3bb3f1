/** One column as integers: `distinct[ranks[i]]` is the value of row i, and `distinct` is strictly ascending. */
export interface RankedColumn {
  readonly ranks: Uint32Array;
  readonly distinct: Float32Array;
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
/** Three digits of 11 bits cover the 32 bits of a single-precision number. */
const PASSES = 3;

/**
 * Ranks the values of each column, once for all trees of a forest, so that nodes sort small integers. The
 * results are stored in memory from `allocate`. Radix sort over the bits of the numbers; cost O(n) per column.
 */
export function rankColumns(
  columns: readonly Float32Array[],
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): RankedColumn[] {
  const rows = columns[0]?.length ?? 0;
  const keys = new Uint32Array(rows);
  let order = new Uint32Array(rows);
  let spare = new Uint32Array(rows);
  const counts = new Uint32Array(PASSES * DIGITS);
  return columns.map((column) => {
    sortableBits(column, keys, counts);
    for (let i = 0; i < rows; i++) order[i] = i;
    for (let pass = 0; pass < PASSES; pass++) {
      const shift = pass * DIGIT_BITS;
      const base = pass * DIGITS;
      if (counts[base + ((keys[0]! >>> shift) & (DIGITS - 1))] === rows) continue;
      accumulate(counts, base);
      scatter(order, spare, keys, shift, counts, base);
      [order, spare] = [spare, order];
    }
    return ranksInOrder(column, order, allocate);
  });
}

/** Writes the bits of each number as an integer with the same order, and counts the digits. */
function sortableBits(column: Float32Array, keys: Uint32Array, counts: Uint32Array): void {
  counts.fill(0);
  const number = new Float32Array(1);
  const bits = new Int32Array(number.buffer);
  for (let i = 0; i < column.length; i++) {
    // Adding 0 turns −0 into 0.
    number[0] = column[i]! + 0;
    const word = bits[0]!;
    const key = (word < 0 ? ~word : word ^ 0x80000000) >>> 0;
    keys[i] = key;
    counts[key & (DIGITS - 1)]!++;
    counts[DIGITS + ((key >>> DIGIT_BITS) & (DIGITS - 1))]!++;
    counts[2 * DIGITS + (key >>> (2 * DIGIT_BITS))]!++;
  }
}

/** Turns the counts of a digit into the position at which each of its values starts. */
function accumulate(counts: Uint32Array, base: number): void {
  let sum = 0;
  for (let d = base; d < base + DIGITS; d++) {
    const count = counts[d]!;
    counts[d] = sum;
    sum += count;
  }
}

function scatter(
  from: Uint32Array,
  to: Uint32Array,
  keys: Uint32Array,
  shift: number,
  starts: Uint32Array,
  base: number,
): void {
  for (let i = 0; i < from.length; i++) {
    const row = from[i]!;
    const digit = base + ((keys[row]! >>> shift) & (DIGITS - 1));
    to[starts[digit]!++] = row;
  }
}

function ranksInOrder(
  column: Float32Array,
  order: Uint32Array,
  allocate: (bytes: number) => ArrayBufferLike,
): RankedColumn {
  const ranks = new Uint32Array(allocate(4 * order.length));
  const distinct = new Float32Array(order.length);
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const value = column[row]!;
    if (count === 0 || value !== distinct[count - 1]) distinct[count++] = value;
    ranks[row] = count - 1;
  }
  const kept = new Float32Array(allocate(4 * count));
  kept.set(distinct.subarray(0, count));
  return { ranks, distinct: kept };
}
