/*
 * The loops of histogram gradient boosting. A bin of a histogram has three doubles: the sums of gradients and of hessians,
 * and the number of rows; where every hessian is 1 it has two: the sum of gradients and the number of rows. A
 * feature's bins stand side by side; its value is the number of one of them, a byte. Rows have their bytes side by side.
 */

/** So many rows are gathered at a time: with the histograms of four features they fit into a processor's first cache. */
const BLOCK: i32 = 256;
/** So many bytes of a row are gathered at a time. */
const BATCH: i32 = 32;

/** Adds a row, its gradient and hessian side by side, to the bin at `at`. */
function addPair(at: usize, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
  store<f64>(at, load<f64>(at, 16) + 1, 16);
}

/** The same where the number of rows is known already. */
function addKnownPair(at: usize, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
}

function pairAt(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** A gradient, and beside it 1 for the row. */
function oneRow(at: usize): v128 {
  return f64x2.replace_lane(f64x2.splat(1), 0, <f64>load<f32>(at));
}

function addGradient(at: usize, gradient: f64): void {
  store<f64>(at, load<f64>(at) + gradient);
}

/** Four features of `n` rows, whose bytes begin at `bytes`, `stride` apart; `pairs` has their gradients and hessians. */
function addFourPairs(
  bytes: usize,
  stride: usize,
  n: i32,
  pairs: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    const word = load<u32>(bytes);
    const pair = pairAt(pairs);
    addPair(a + (word & 255) * 24, pair);
    addPair(b + ((word >>> 8) & 255) * 24, pair);
    addPair(c + ((word >>> 16) & 255) * 24, pair);
    addPair(d + (word >>> 24) * 24, pair);
  }
}

function addOnePairs(bytes: usize, stride: usize, n: i32, pairs: usize, a: usize): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    addPair(a + <usize>load<u8>(bytes) * 24, pairAt(pairs));
  }
}

function addFourKnownPairs(
  bytes: usize,
  stride: usize,
  n: i32,
  pairs: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    const word = load<u32>(bytes);
    const pair = pairAt(pairs);
    addKnownPair(a + (word & 255) * 24, pair);
    addKnownPair(b + ((word >>> 8) & 255) * 24, pair);
    addKnownPair(c + ((word >>> 16) & 255) * 24, pair);
    addKnownPair(d + (word >>> 24) * 24, pair);
  }
}

function addOneKnownPairs(bytes: usize, stride: usize, n: i32, pairs: usize, a: usize): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    addKnownPair(a + <usize>load<u8>(bytes) * 24, pairAt(pairs));
  }
}

function addFourRows(
  bytes: usize,
  stride: usize,
  n: i32,
  gradients: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    const word = load<u32>(bytes);
    const row = oneRow(gradients);
    addKnownPair(a + ((word & 255) << 4), row);
    addKnownPair(b + (((word >>> 8) & 255) << 4), row);
    addKnownPair(c + (((word >>> 16) & 255) << 4), row);
    addKnownPair(d + ((word >>> 24) << 4), row);
  }
}

function addOneRows(bytes: usize, stride: usize, n: i32, gradients: usize, a: usize): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    addKnownPair(a + ((<usize>load<u8>(bytes)) << 4), oneRow(gradients));
  }
}

function addFourKnownRows(
  bytes: usize,
  stride: usize,
  n: i32,
  gradients: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    const word = load<u32>(bytes);
    const gradient = <f64>load<f32>(gradients);
    addGradient(a + ((word & 255) << 4), gradient);
    addGradient(b + (((word >>> 8) & 255) << 4), gradient);
    addGradient(c + (((word >>> 16) & 255) << 4), gradient);
    addGradient(d + ((word >>> 24) << 4), gradient);
  }
}

function addOneKnownRows(bytes: usize, stride: usize, n: i32, gradients: usize, a: usize): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    addGradient(a + ((<usize>load<u8>(bytes)) << 4), <f64>load<f32>(gradients));
  }
}

/**
 * Adds all rows to the histograms of features `from` … `to` − 1, whose numbers of rows are there already. `bases` has
 * for each feature where its bins begin, in bytes from `histogram`; `gradients` a pair or, where `isPairs` is 0, a
 * gradient for each row.
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
 * Adds the rows `indices[start … stop − 1]` to the histograms of features `from` … `to` − 1, as `addAllRows`. `scratch`
 * is the caller's room for 10,304 bytes. So that each row's memory is fetched once, rows are gathered first, block by
 * block.
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

/** Takes the doubles from `child` on away from those between `parent` and `end`. */
export function subtract(parent: usize, end: usize, child: usize): void {
  for (; parent + 16 <= end; parent += 16, child += 16) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
  }
  if (parent < end) store<f64>(parent, load<f64>(parent) - load<f64>(child));
}

/**
 * Brings the rows `indices[start … stop − 1]` into `spare[start …]`: those whose byte in `bins` has a 1 in `goesLeft` to
 * the front in their order, the others to the back in reverse. Returns how many go left.
 */
export function part(bins: usize, goesLeft: usize, indices: usize, start: i32, stop: i32, spare: usize): i32 {
  let left = spare + ((<usize>start) << 2);
  let right = spare + ((<usize>stop) << 2) - 4;
  const first = left;
  const end = indices + ((<usize>stop) << 2);
  for (let at = indices + ((<usize>start) << 2); at < end; at += 4) {
    const row = load<u32>(at);
    const isLeft: usize = load<u8>(goesLeft + <usize>load<u8>(bins + row));
    // Both are written and one is kept: cheaper than a branch that is wrong half of the time.
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right -= (1 - isLeft) << 2;
  }
  return <i32>((left - first) >>> 2);
}

/** Copies `n` 32-bit numbers that end at `from` (the last of them) and go back, to `to` and on. */
export function copyBack(from: usize, to: usize, n: i32): void {
  for (const end = to + ((<usize>n) << 2); to < end; to += 4, from -= 4) store<u32>(to, load<u32>(from));
}

/** How much less than 1 a bound is lowered before a gain is computed; see `numeric-split.ts`. */
const SAFE: f64 = 1 - 1e-12;

/**
 * Finds the best split by the numeric features `from` … `to` − 1 with a 1 in `candidates`. `features` has for each four
 * 32-bit numbers: where its bins begin, in bytes from `histogram`; how many they are, the missing values' apart; whether
 * values are missing; whether it is categorical and so passed over. The seven doubles at `best` are read and written: the
 * gain to beat, feature, bin, gradient and hessian and rows on the left, and whether missing values go left. Does and
 * rounds what `scanFromLeft` and `scanFromRight` of `numeric-split.ts` do.
 */
export function scanFeatures(
  histogram: usize,
  features: usize,
  candidates: usize,
  from: i32,
  to: i32,
  isPairs: i32,
  rows: f64,
  gradient: f64,
  hessian: f64,
  loss: f64,
  minSamplesLeaf: f64,
  minHessian: f64,
  l2: f64,
  best: usize,
): void {
  const stride: usize = isPairs ? 24 : 16;
  const countAt: usize = isPairs ? 16 : 8;
  const damping = l2 + 1e-15;
  let top = load<f64>(best);
  let bar = (top - loss) * SAFE;
  for (let f = from; f < to; f++) {
    const feature = features + ((<usize>f) << 4);
    if (load<u8>(candidates + f) === 0 || load<u32>(feature, 12) !== 0) continue;
    const base = histogram + load<u32>(feature);
    const bins = load<i32>(feature, 4);
    const hasMissing = load<i32>(feature, 8);
    for (let isFromRight = 0; isFromRight <= hasMissing; isFromRight++) {
      const places = isFromRight ? bins - 1 : bins - 1 + hasMissing;
      let at = isFromRight ? base + <usize>(bins - 1) * stride : base;
      const step: usize = isFromRight ? 0 - stride : stride;
      let gradientNear: f64 = 0;
      let hessianNear: f64 = 0;
      let rowsNear: f64 = 0;
      for (let place = 0; place < places; place++, at += step) {
        rowsNear += load<f64>(at + countAt);
        hessianNear += load<f64>(at, 8);
        gradientNear += load<f64>(at);
        if (rowsNear < minSamplesLeaf || hessianNear < minHessian) continue;
        const hessianFar = hessian - hessianNear;
        if (rows - rowsNear < minSamplesLeaf || hessianFar < minHessian) break;
        const gradientFar = gradient - gradientNear;
        const weightNear = hessianNear + damping;
        const weightFar = hessianFar + damping;
        if (
          gradientNear * gradientNear * weightFar + gradientFar * gradientFar * weightNear <=
          bar * (weightNear * weightFar)
        ) {
          continue;
        }
        const gradientLeft = isFromRight ? gradientFar : gradientNear;
        const gradientRight = isFromRight ? gradientNear : gradientFar;
        const hessianLeft = isFromRight ? hessianFar : hessianNear;
        const hessianRight = isFromRight ? hessianNear : hessianFar;
        const left = -gradientLeft / (hessianLeft + l2 + 1e-15);
        const right = -gradientRight / (hessianRight + l2 + 1e-15);
        const gain = loss - gradientLeft * left - gradientRight * right;
        if (gain > top) {
          top = gain;
          bar = (gain - loss) * SAFE;
          store<f64>(best, gain);
          store<f64>(best, <f64>f, 8);
          store<f64>(best, <f64>(isFromRight ? bins - 2 - place : place), 16);
          store<f64>(best, gradientLeft, 24);
          store<f64>(best, hessianLeft, 32);
          store<f64>(best, isFromRight ? rows - rowsNear : rowsNear, 40);
          store<f64>(best, <f64>isFromRight, 48);
        }
      }
    }
  }
}

/**
 * Computes the gain of a place as scikit-learn rounds it and writes it to the record at `best`, if the place respects the
 * `limits` and the gain is greater than the one there.
 */
function improve(
  best: usize,
  feature: f64,
  bin: f64,
  isFromRight: bool,
  gradientNear: f64,
  hessianNear: f64,
  rowsNear: f64,
  node: usize,
  limits: usize,
): void {
  const rows = load<f64>(node);
  const hessianFar = load<f64>(node, 16) - hessianNear;
  const leastRows = load<f64>(limits);
  const leastHessian = load<f64>(limits, 8);
  if (rowsNear < leastRows || hessianNear < leastHessian) return;
  if (rows - rowsNear < leastRows || hessianFar < leastHessian) return;
  const l2 = load<f64>(limits, 16);
  const gradientFar = load<f64>(node, 8) - gradientNear;
  const gradientLeft = isFromRight ? gradientFar : gradientNear;
  const gradientRight = isFromRight ? gradientNear : gradientFar;
  const hessianLeft = isFromRight ? hessianFar : hessianNear;
  const hessianRight = isFromRight ? hessianNear : hessianFar;
  const left = -gradientLeft / (hessianLeft + l2 + 1e-15);
  const right = -gradientRight / (hessianRight + l2 + 1e-15);
  const gain = load<f64>(node, 24) - gradientLeft * left - gradientRight * right;
  if (!(gain > load<f64>(best))) return;
  store<f64>(best, gain);
  store<f64>(best, feature, 8);
  store<f64>(best, bin, 16);
  store<f64>(best, gradientLeft, 24);
  store<f64>(best, hessianLeft, 32);
  store<f64>(best, isFromRight ? rows - rowsNear : rowsNear, 40);
  store<f64>(best, isFromRight ? 1 : 0, 48);
}

/** The numbers at two addresses side by side. */
function both(a: usize, b: usize): v128 {
  return v128.load64_lane(b, v128.load64_splat(a), 1);
}

/** The rows of `count` bins, whose numbers of rows stand `step` apart from address `at` on. */
function rowsOf(at: usize, step: usize, count: i32): f64 {
  let rows: f64 = 0;
  for (let i = 0; i < count; i++, at += step) rows += load<f64>(at);
  return rows;
}

/**
 * Takes the histogram `small` away from that of the parent, `large`, for features `from` … `to` − 1, and finds the best
 * splits of both nodes at once, as `scanFeatures` does for one of them with all features as candidates. The four doubles
 * at `nodes` and the four after them are rows, gradient, hessian and loss of the two nodes; `best` and 64 bytes on are
 * their records; `limits` has the three limits.
 *
 * Only places between the first and the last that leave enough rows on both sides in either node are looked at, and
 * whether one respects the limits in its own node is asked only where it would be the best.
 */
export function subtractAndScan(
  small: usize,
  large: usize,
  features: usize,
  bases: usize,
  from: i32,
  to: i32,
  isPairs: i32,
  nodes: usize,
  limits: usize,
  best: usize,
): void {
  const stride: usize = isPairs ? 24 : 16;
  const countAt = stride - 8;
  const leastRows = load<f64>(limits);
  const damping = f64x2.splat(load<f64>(limits, 16) + 1e-15);
  const safe = f64x2.splat(SAFE);
  const gradient = both(nodes + 8, nodes + 40);
  const hessian = both(nodes + 16, nodes + 48);
  const loss = both(nodes + 24, nodes + 56);
  let bar = f64x2.mul(f64x2.sub(both(best, best + 64), loss), safe);
  for (let f = from; f < to; f++) {
    const feature = features + ((<usize>f) << 4);
    const base = load<u32>(feature);
    const end = load<u32>(bases + ((<usize>f) << 2), 4);
    subtract(large + base, large + end, small + base);
    if (load<u32>(feature, 12) !== 0) continue;
    const bins = load<i32>(feature, 4);
    const hasMissing = load<i32>(feature, 8);
    for (let isFromRight = 0; isFromRight <= hasMissing; isFromRight++) {
      const places = isFromRight ? bins - 1 : bins - 1 + hasMissing;
      const begin = base + (isFromRight ? <usize>(bins - 1) * stride : 0);
      const step: usize = isFromRight ? 0 - stride : stride;
      const missing = base + <usize>bins * stride + countAt;
      let farOfA = isFromRight ? load<f64>(small + missing) : 0;
      let farOfB = isFromRight ? load<f64>(large + missing) : 0;
      let last = places - 1;
      for (let far = begin + <usize>places * step + countAt; last >= 0; last--, far -= step) {
        farOfA += load<f64>(small + far);
        farOfB += load<f64>(large + far);
        if (farOfA >= leastRows || farOfB >= leastRows) break;
      }
      let a = small + begin;
      let b = large + begin;
      let gradientNear = f64x2.splat(0);
      let hessianNear = f64x2.splat(0);
      let counted = 0;
      let rowsOfA: f64 = 0;
      let rowsOfB: f64 = 0;
      let place = 0;
      for (; place < last; place++, a += step, b += step) {
        rowsOfA += load<f64>(a + countAt);
        rowsOfB += load<f64>(b + countAt);
        counted++;
        if (rowsOfA >= leastRows || rowsOfB >= leastRows) break;
        const ofA = v128.load(a);
        const ofB = v128.load(b);
        gradientNear = f64x2.add(gradientNear, v128.shuffle<f64>(ofA, ofB, 0, 2));
        hessianNear = f64x2.add(hessianNear, v128.shuffle<f64>(ofA, ofB, 1, 3));
      }
      for (; place <= last; place++, a += step, b += step) {
        const ofA = v128.load(a);
        const ofB = v128.load(b);
        gradientNear = f64x2.add(gradientNear, v128.shuffle<f64>(ofA, ofB, 0, 2));
        hessianNear = f64x2.add(hessianNear, v128.shuffle<f64>(ofA, ofB, 1, 3));
        const gradientFar = f64x2.sub(gradient, gradientNear);
        const weightNear = f64x2.add(hessianNear, damping);
        const weightFar = f64x2.add(f64x2.sub(hessian, hessianNear), damping);
        const score = f64x2.add(
          f64x2.mul(f64x2.mul(gradientNear, gradientNear), weightFar),
          f64x2.mul(f64x2.mul(gradientFar, gradientFar), weightNear),
        );
        const isBetter = f64x2.gt(score, f64x2.mul(bar, f64x2.mul(weightNear, weightFar)));
        if (!v128.any_true(isBetter)) continue;
        const first = begin + <usize>counted * step + countAt;
        rowsOfA += rowsOf(small + first, step, place + 1 - counted);
        rowsOfB += rowsOf(large + first, step, place + 1 - counted);
        counted = place + 1;
        const bin = <f64>(isFromRight ? bins - 2 - place : place);
        const gradientOfA = f64x2.extract_lane(gradientNear, 0);
        const gradientOfB = f64x2.extract_lane(gradientNear, 1);
        const hessianOfA = f64x2.extract_lane(hessianNear, 0);
        const hessianOfB = f64x2.extract_lane(hessianNear, 1);
        const isRight = isFromRight !== 0;
        improve(best, f, bin, isRight, gradientOfA, hessianOfA, rowsOfA, nodes, limits);
        improve(best + 64, f, bin, isRight, gradientOfB, hessianOfB, rowsOfB, nodes + 32, limits);
        bar = f64x2.mul(f64x2.sub(both(best, best + 64), loss), safe);
      }
    }
  }
}
