/* Histograms of the features of many rows, in the layout that `histogram-bins.ts` describes. The bytes of a row are contiguous. */
import {
  addFourKnownPairs,
  addFourKnownRows,
  addFourPairs,
  addFourRows,
  addOneKnownPairs,
  addOneKnownRows,
  addOnePairs,
  addOneRows,
} from "./histogram-bins";

/**
 * Number of rows gathered at a time: with the histograms of four features, they fit into the processor's
 * first-level cache.
 */
const BLOCK: i32 = 256;
/** Number of bytes of each row gathered at a time. */
const BATCH: i32 = 32;

/**
 * Adds all rows to the histograms of features `from` … `to` − 1, which contain the numbers of rows already. `bases`
 * has the offset of each feature's bins, in bytes from `histogram`; `gradients` has a gradient and a hessian for
 * each row or, if `isPairs` is 0, only a gradient.
 */
export function addAllRows(
  byRow: usize,
  rowBytes: usize,
  rows: i32,
  gradients: usize,
  isPairs: i32,
  histogram: usize,
  bases: usize,
  from: i32,
  to: i32,
): void {
  const size: usize = isPairs ? 3 : 2;
  for (let first = 0; first < rows; first += BLOCK) {
    const n = min(BLOCK, rows - first);
    const start = byRow + <usize>first * rowBytes;
    const own = gradients + ((<usize>first) << size);
    let f = from;
    for (; f + 4 <= to; f += 4) {
      const base = bases + ((<usize>f) << 2);
      const a = histogram + load<u32>(base);
      const b = histogram + load<u32>(base, 4);
      const c = histogram + load<u32>(base, 8);
      const d = histogram + load<u32>(base, 12);
      if (isPairs) addFourKnownPairs(start + f, rowBytes, n, own, a, b, c, d);
      else addFourKnownRows(start + f, rowBytes, n, own, a, b, c, d);
    }
    for (; f < to; f++) {
      const a = histogram + load<u32>(bases + ((<usize>f) << 2));
      if (isPairs) addOneKnownPairs(start + f, rowBytes, n, own, a);
      else addOneKnownRows(start + f, rowBytes, n, own, a);
    }
  }
}

/**
 * Adds the rows `indices[start … stop − 1]` to the histograms of features `from` … `to` − 1, including the numbers
 * of rows; the other arguments are those of `addAllRows`. Rows are first copied, a block at a time, to `scratch`,
 * which has 10,304 bytes, so that the memory of each row is fetched once for all its features.
 */
export function addRows(
  byRow: usize,
  rowBytes: usize,
  indices: usize,
  start: i32,
  stop: i32,
  gradients: usize,
  isPairs: i32,
  histogram: usize,
  bases: usize,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const own = scratch + BLOCK * BATCH;
  for (let first = from; first < to; first += BATCH) {
    const last = min(first + BATCH, to);
    const bytes = byRow + first;
    const isWide = last - first > 16;
    for (let i = start; i < stop; i += BLOCK) {
      const n = min(BLOCK, stop - i);
      let index = indices + ((<usize>i) << 2);
      let to0 = scratch;
      if (isPairs) {
        for (let at = own, end = own + ((<usize>n) << 3); at < end; at += 8, index += 4, to0 += BATCH) {
          const row = <usize>load<u32>(index);
          store<u64>(at, load<u64>(gradients + (row << 3)));
          const source = bytes + row * rowBytes;
          v128.store(to0, v128.load(source));
          if (isWide) v128.store(to0, v128.load(source, 16), 16);
        }
      } else {
        for (let at = own, end = own + ((<usize>n) << 2); at < end; at += 4, index += 4, to0 += BATCH) {
          const row = <usize>load<u32>(index);
          store<u32>(at, load<u32>(gradients + (row << 2)));
          const source = bytes + row * rowBytes;
          v128.store(to0, v128.load(source));
          if (isWide) v128.store(to0, v128.load(source, 16), 16);
        }
      }
      let f = first;
      for (; f + 4 <= last; f += 4) {
        const base = bases + ((<usize>f) << 2);
        const a = histogram + load<u32>(base);
        const b = histogram + load<u32>(base, 4);
        const c = histogram + load<u32>(base, 8);
        const d = histogram + load<u32>(base, 12);
        if (isPairs) addFourPairs(scratch + (f - first), BATCH, n, own, a, b, c, d);
        else addFourRows(scratch + (f - first), BATCH, n, own, a, b, c, d);
      }
      for (; f < last; f++) {
        const a = histogram + load<u32>(bases + ((<usize>f) << 2));
        if (isPairs) addOnePairs(scratch + (f - first), BATCH, n, own, a);
        else addOneRows(scratch + (f - first), BATCH, n, own, a);
      }
    }
  }
}

/** Subtracts the doubles that start at `child` from those from `parent` to `end`. */
export function subtract(parent: usize, end: usize, child: usize): void {
  for (; parent + 16 <= end; parent += 16, child += 16) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
  }
  if (parent < end) store<f64>(parent, load<f64>(parent) - load<f64>(child));
}
