/* Computes the histogram of a node from those of its parent and its sibling, and finds the best splits of both children at once, one in each lane of a vector. */
import { subtract } from "./histograms";
import { SAFE } from "./split-scan";

/**
 * Computes the gain of a candidate split with scikit-learn's rounding, and writes the split to the record at `best`
 * if it respects the `limits` and its gain is greater than the one there.
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

/** Returns the doubles at two addresses as one vector. */
function both(a: usize, b: usize): v128 {
  return v128.load64_lane(b, v128.load64_splat(a), 1);
}

/** Returns the number of rows in `count` bins, whose counts are `step` bytes apart. */
function rowsOf(at: usize, step: usize, count: i32): f64 {
  let rows: f64 = 0;
  for (let i = 0; i < count; i++, at += step) rows += load<f64>(at);
  return rows;
}

/**
 * Subtracts the histogram `small` of one child from the histogram `large` of the parent, which becomes that of the
 * other child, for features `from` … `to` − 1, and finds the best splits of both children at once, as
 * `scanFeatures` does for one node with all features as candidates. `nodes` has four doubles for each child: rows,
 * gradient, hessian and loss. The records of the two children are at `best` and at `best` + 64. `limits` has the
 * minimum number of rows and the minimum hessian of a leaf, and `l2`.
 *
 * Only the candidates between the first and the last that leave enough rows on both sides in either child are
 * examined. The limits of a child are checked only for a candidate that would be its best split.
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
