/* The log loss of three or more classes and its gradient over a block of rows. Its twin is `../multinomial-log-loss.ts`. */
import { exponential } from "./exponential";
import { addProducts, affineScores } from "./products";

const D: usize = 8;

/**
 * Processes m rows: adds Rᵀx to `gradient` (K × `gStride`), and the sums of the columns of R to
 * `interceptGradient`; writes the residuals R (m × `zStride`); and accumulates for each class Σ (largest score −
 * score of the row's own class) in `missed`, and Π Σₖ exp(zₖ − largest score) in `joint`. x: m × p; y: m class
 * numbers of 32 bits; c: K × p; b and `weights`: K numbers. Strides are K and p rounded up to multiples of 4; R
 * must be 0 beyond K columns.
 */
export function multinomialLogLoss(
  x: usize,
  m: i32,
  p: i32,
  y: usize,
  c: usize,
  b: usize,
  K: i32,
  weights: usize,
  z: usize,
  zStride: i32,
  gradient: usize,
  gStride: i32,
  interceptGradient: usize,
  missed: usize,
  joint: usize,
): void {
  affineScores(x, m, p, c, b, K, z, zStride);
  const bytes = <usize>K * D;
  for (let at: usize = 0; at < bytes; at += D) {
    store<f64>(missed + at, 0.0);
    store<f64>(joint + at, 1.0);
  }
  residuals(z, <usize>zStride * D, m, y, bytes, weights, missed, joint);
  const zRow = <usize>zStride * D;
  for (let i = 0, row = z; i < m; i++, row += zRow) {
    for (let at: usize = 0; at < zRow; at += 16) {
      v128.store(interceptGradient + at, f64x2.add(v128.load(interceptGradient + at), v128.load(row + at)));
    }
  }
  addProducts(z, zStride, x, p, m, gradient, gStride);
}

/** Processes two rows at a time, one in each lane; the last of an odd number is computed twice. */
function residuals(
  z: usize,
  zRow: usize,
  m: i32,
  y: usize,
  bytes: usize,
  weights: usize,
  missed: usize,
  joint: usize,
): void {
  for (let i = 0; i < m; i += 2) {
    const isPair = i + 1 < m;
    const next = isPair ? z + zRow : z;
    const own = z + <usize>load<i32>(y) * D;
    const nextOwn = next + <usize>load<i32>(isPair ? y + 4 : y) * D;
    let top = both(z, next);
    for (let at: usize = D; at < bytes; at += D) top = f64x2.max(top, both(z + at, next + at));
    const ownScores = both(own, nextOwn);
    let sum = f64x2.splat(0.0);
    for (let at: usize = 0; at < bytes; at += D) {
      const e = exponential(f64x2.sub(both(z + at, next + at), top));
      sum = f64x2.add(sum, e);
      v128.store64_lane(z + at, e, 0);
      v128.store64_lane(next + at, e, 1);
    }
    const weight = both(weights + (own - z), weights + (nextOwn - next));
    const scale = f64x2.div(weight, sum);
    for (let at: usize = 0; at < bytes; at += D) {
      const residual = f64x2.mul(both(z + at, next + at), scale);
      v128.store64_lane(z + at, residual, 0);
      v128.store64_lane(next + at, residual, 1);
    }
    const misses = f64x2.sub(top, ownScores);
    store<f64>(own, load<f64>(own) - f64x2.extract_lane(weight, 0));
    note(own - z, f64x2.extract_lane(misses, 0), f64x2.extract_lane(sum, 0), missed, joint);
    if (isPair) {
      store<f64>(nextOwn, load<f64>(nextOwn) - f64x2.extract_lane(weight, 1));
      note(nextOwn - next, f64x2.extract_lane(misses, 1), f64x2.extract_lane(sum, 1), missed, joint);
    }
    z = next + zRow;
    y += 8;
  }
}

/** Adds a row to the sums of its class; the number of the class is `at` / 8. */
function note(at: usize, misses: f64, sum: f64, missed: usize, joint: usize): void {
  store<f64>(missed + at, load<f64>(missed + at) + misses);
  store<f64>(joint + at, load<f64>(joint + at) * sum);
}

/** Returns the doubles at two addresses as one vector. */
function both(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}
