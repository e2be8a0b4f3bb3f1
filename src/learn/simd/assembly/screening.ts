/*
 * Kernels that compare rows of 16-bit integers, with eight products per instruction. Rows come in groups of four: for each pair of columns, a group has 16 bytes, two 16-bit values for each of its four rows. The vectors compared with them come in blocks of four with the same layout, followed by four 32-bit numbers, one for each vector.
 */

/**
 * Finds the rows x and vectors q of a block with x·q + bias(x) ≥ number(q), among the groups from address `rows` to
 * `end` (an even number of groups); `biases` has one number per row. For each group and vector with such a row,
 * writes two 32-bit numbers to `out`: the address of the group, and 16 times the index of q plus one bit per row.
 * Returns the address after the last number written.
 */
export function scan(rows: usize, end: usize, biases: usize, block: usize, out: usize, pairs: i32): usize {
  const groupBytes = (<usize>pairs) << 4;
  const numbers = block + groupBytes;
  while (rows < end) {
    const next = rows + groupBytes;
    let s0 = v128.load(biases);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let t0 = v128.load(biases, 16);
    let t1 = t0;
    let t2 = t0;
    let t3 = t0;
    for (let q = block, r = rows; r < next; r += 16, q += 16) {
      const first = v128.load(r);
      const second = v128.load(r + groupBytes);
      const q0 = v128.load32_splat(q);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(first, q0));
      t0 = i32x4.add(t0, i32x4.dot_i16x8_s(second, q0));
      const q1 = v128.load32_splat(q, 4);
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(first, q1));
      t1 = i32x4.add(t1, i32x4.dot_i16x8_s(second, q1));
      const q2 = v128.load32_splat(q, 8);
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(first, q2));
      t2 = i32x4.add(t2, i32x4.dot_i16x8_s(second, q2));
      const q3 = v128.load32_splat(q, 12);
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(first, q3));
      t3 = i32x4.add(t3, i32x4.dot_i16x8_s(second, q3));
    }
    const n0 = v128.load32_splat(numbers);
    s0 = i32x4.ge_s(s0, n0);
    t0 = i32x4.ge_s(t0, n0);
    const n1 = v128.load32_splat(numbers, 4);
    s1 = i32x4.ge_s(s1, n1);
    t1 = i32x4.ge_s(t1, n1);
    const n2 = v128.load32_splat(numbers, 8);
    s2 = i32x4.ge_s(s2, n2);
    t2 = i32x4.ge_s(t2, n2);
    const n3 = v128.load32_splat(numbers, 12);
    s3 = i32x4.ge_s(s3, n3);
    t3 = i32x4.ge_s(t3, n3);
    const any = v128.or(v128.or(v128.or(s0, s1), v128.or(s2, s3)), v128.or(v128.or(t0, t1), v128.or(t2, t3)));
    if (v128.any_true(any)) {
      out = record(out, rows, 0, s0);
      out = record(out, rows, 16, s1);
      out = record(out, rows, 32, s2);
      out = record(out, rows, 48, s3);
      out = record(out, next, 0, t0);
      out = record(out, next, 16, t1);
      out = record(out, next, 32, t2);
      out = record(out, next, 48, t3);
    }
    biases += 32;
    rows = next + groupBytes;
  }
  return out;
}

function record(out: usize, group: usize, vector: i32, found: v128): usize {
  const bits = i32x4.bitmask(found);
  if (bits === 0) return out;
  store<u32>(out, <u32>group);
  store<u32>(out, vector | bits, 4);
  return out + 8;
}

/**
 * Finds for each row x the vector c with the largest x·c + number(c), the first of equal ones, for the groups from
 * address `rows` to `end` and the blocks from `blocks` to `blocksEnd`. A result is uncertain if the second largest
 * value is within `margin` of the largest. Groups with an uncertain row, or with a row whose result differs from
 * `labels`, are written to `out` as 32 bytes: the address of the group; one bit per row that differs and, from bit
 * 4 on, one bit per uncertain row; 8 unused bytes; and the four results. Returns the address after the last record.
 */
export function nearest(
  rows: usize,
  end: usize,
  blocks: usize,
  blocksEnd: usize,
  labels: usize,
  out: usize,
  margin: i32,
  pairs: i32,
): usize {
  const groupBytes = (<usize>pairs) << 4;
  const margins = i32x4.splat(margin);
  const one = i32x4.splat(1);
  while (rows < end) {
    const next = rows + groupBytes;
    let best = i32x4.splat(i32.MIN_VALUE);
    let runnerUp = best;
    let label = i32x4.splat(0);
    let number = label;
    let block = blocks;
    while (block < blocksEnd) {
      const numbers = block + groupBytes;
      let s0 = v128.load32_splat(numbers);
      let s1 = v128.load32_splat(numbers, 4);
      let s2 = v128.load32_splat(numbers, 8);
      let s3 = v128.load32_splat(numbers, 12);
      for (let r = rows; r < next; r += 16, block += 16) {
        const row = v128.load(r);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(row, v128.load32_splat(block)));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(row, v128.load32_splat(block, 4)));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(row, v128.load32_splat(block, 8)));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(row, v128.load32_splat(block, 12)));
      }
      runnerUp = i32x4.max_s(runnerUp, i32x4.min_s(best, s0));
      label = v128.bitselect(number, label, i32x4.gt_s(s0, best));
      best = i32x4.max_s(best, s0);
      number = i32x4.add(number, one);
      runnerUp = i32x4.max_s(runnerUp, i32x4.min_s(best, s1));
      label = v128.bitselect(number, label, i32x4.gt_s(s1, best));
      best = i32x4.max_s(best, s1);
      number = i32x4.add(number, one);
      runnerUp = i32x4.max_s(runnerUp, i32x4.min_s(best, s2));
      label = v128.bitselect(number, label, i32x4.gt_s(s2, best));
      best = i32x4.max_s(best, s2);
      number = i32x4.add(number, one);
      runnerUp = i32x4.max_s(runnerUp, i32x4.min_s(best, s3));
      label = v128.bitselect(number, label, i32x4.gt_s(s3, best));
      best = i32x4.max_s(best, s3);
      number = i32x4.add(number, one);
      block += 16;
    }
    const unsure = i32x4.bitmask(i32x4.le_s(i32x4.sub(best, runnerUp), margins));
    const moved = i32x4.bitmask(i32x4.ne(label, v128.load(labels)));
    const bits = (unsure << 4) | moved;
    if (bits !== 0) {
      store<u32>(out, <u32>rows);
      store<i32>(out, bits, 4);
      v128.store(out, label, 16);
      out += 32;
    }
    labels += 16;
    rows = next;
  }
  return out;
}
