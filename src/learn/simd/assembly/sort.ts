/* Sorts doubles. The plain twin is the engine's own sort; see `linalg/sort-numbers.ts`. */

/** The number of values of a byte. */
const DIGITS: i32 = 256;

/** The bits of infinity; those of any NaN without its sign are greater. */
const INFINITY_BITS: i64 = 0x7ff0000000000000;
/** The bits of JavaScript's NaN. */
const NAN_BITS: i64 = 0x7ff8000000000000;

/**
 * Sorts the `count` doubles at `values` in ascending order, -0 before 0, and NaN at the end. `spare` has room for as many,
 * `counts` for 2,048 32-bit integers. A radix sort by bytes, the lowest first, which passes over bytes that are the same in all
 * values: the numbers of a column of whole numbers differ in few of them.
 */
export function sortNumbers(values: usize, count: i32, spare: usize, counts: usize): void {
  memory.fill(counts, 0, 8 * DIGITS * 4);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    let bits = load<i64>(values + at);
    // Another NaN may have a sign, and would be first then.
    if ((bits & i64.MAX_VALUE) > INFINITY_BITS) bits = NAN_BITS;
    // Unsigned integers in the order of the numbers: the bits of a negative number are inverted, of others the sign.
    const key = bits ^ ((bits >> 63) | i64.MIN_VALUE);
    store<i64>(values + at, key);
    for (let digit: usize = 0; digit < 8; digit++) {
      const place = counts + ((digit * DIGITS) << 2) + byteOf(key, digit);
      store<i32>(place, load<i32>(place) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit: usize = 0; digit < 8; digit++) {
    const own = counts + ((digit * DIGITS) << 2);
    if (load<i32>(own + byteOf(load<i64>(from), digit)) === count) continue;
    let before = 0;
    for (let value: usize = 0; value < <usize>(DIGITS << 2); value += 4) {
      const here = load<i32>(own + value);
      store<i32>(own + value, before);
      before += here;
    }
    for (let at: usize = 0; at < bytes; at += 8) {
      const key = load<i64>(from + at);
      const place = own + byteOf(key, digit);
      const rank = load<i32>(place);
      store<i32>(place, rank + 1);
      store<i64>(to + ((<usize>rank) << 3), key);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let at: usize = 0; at < bytes; at += 8) {
    const key = load<i64>(from + at);
    store<i64>(values + at, key ^ ((~key >> 63) | i64.MIN_VALUE));
  }
}

/** Returns byte number `digit` of `key` as the offset of a 32-bit integer. */
function byteOf(key: i64, digit: usize): usize {
  return (<usize>(key >>> ((<i64>digit) << 3)) & 255) << 2;
}
