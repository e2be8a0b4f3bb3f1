/* The log loss of two classes and its gradient over a block of rows. Its twin is `../binary-log-loss.ts`. */
import { exponential } from "./exponential";
import { product, sumsOfLanes } from "./products";

const D: usize = 8;

/**
 * Processes m rows: adds Xᵀr, followed by Σ r, to `gradient`; writes r; and writes four numbers to `sums`: for the
 * rows of class 0 and of class 1, Σ max(±z, 0), then for the same classes Π (1 + exp(−|z|)) − 1. x: m × p; w: p
 * coefficients; y: m numbers 0 or 1. If m is odd, one more number after y is read, and one more after r is written.
 * The weights of rows of class 0 and 1 are `weight0` and `weight1`.
 */
export function binaryLogLoss(
  x: usize,
  m: i32,
  p: i32,
  y: usize,
  w: usize,
  b: f64,
  weight0: f64,
  weight1: f64,
  r: usize,
  gradient: usize,
  sums: usize,
): void {
  scores(x, m, p, w, b, r);
  const total = residuals(r, m, y, weight0, weight1, sums);
  const interceptGradient = gradient + <usize>p * D;
  store<f64>(interceptGradient, load<f64>(interceptGradient) + total);
  addGradient(x, m, p, r, gradient);
}

/** Computes z = x·w + b for m rows, four at a time; each is summed as by `product`. */
function scores(x: usize, m: i32, p: i32, w: usize, b: f64, z: usize): void {
  const stride = <usize>p * D;
  const pairs = <usize>(p & ~1) * D;
  const whole = m & ~3;
  for (let i = 0; i < whole; i += 4) {
    let s0 = f64x2.splat(0.0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    const x1 = x + stride;
    const x2 = x1 + stride;
    const x3 = x2 + stride;
    for (let at: usize = 0; at < pairs; at += 16) {
      const c = v128.load(w + at);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(x + at), c));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(x1 + at), c));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(x2 + at), c));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(x3 + at), c));
    }
    if ((p & 1) === 1) {
      const c = v128.load64_zero(w + pairs);
      s0 = f64x2.add(s0, f64x2.mul(v128.load64_zero(x + pairs), c));
      s1 = f64x2.add(s1, f64x2.mul(v128.load64_zero(x1 + pairs), c));
      s2 = f64x2.add(s2, f64x2.mul(v128.load64_zero(x2 + pairs), c));
      s3 = f64x2.add(s3, f64x2.mul(v128.load64_zero(x3 + pairs), c));
    }
    const bias = f64x2.splat(b);
    v128.store(z, f64x2.add(sumsOfLanes(s0, s1), bias));
    v128.store(z, f64x2.add(sumsOfLanes(s2, s3), bias), 16);
    z += 32;
    x = x3 + stride;
  }
  for (let i = whole; i < m; i++) {
    store<f64>(z, product(x, w, p) + b);
    z += D;
    x += stride;
  }
}

/** Turns scores into residuals; returns their sum. */
function residuals(z: usize, m: i32, y: usize, weight0: f64, weight1: f64, sums: usize): f64 {
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0.0);
  let missed0 = zero;
  let missed1 = zero;
  let joint0 = zero;
  let joint1 = zero;
  let total = zero;
  for (let i = 0; i < m; i += 2) {
    const score = v128.load(z);
    const label = v128.load(y);
    const isFirst = f64x2.eq(label, zero);
    const isLast = f64x2.eq(label, one);
    const e = exponential(f64x2.neg(f64x2.abs(score)));
    const missed = f64x2.max(v128.bitselect(f64x2.neg(score), score, isLast), zero);
    missed0 = f64x2.add(missed0, v128.and(missed, isFirst));
    missed1 = f64x2.add(missed1, v128.and(missed, isLast));
    const e0 = v128.and(e, isFirst);
    const e1 = v128.and(e, isLast);
    joint0 = f64x2.add(joint0, f64x2.add(e0, f64x2.mul(joint0, e0)));
    joint1 = f64x2.add(joint1, f64x2.add(e1, f64x2.mul(joint1, e1)));
    const top = v128.bitselect(one, e, f64x2.ge(score, zero));
    const probability = f64x2.div(top, f64x2.add(one, e));
    const weight = v128.bitselect(f64x2.splat(weight1), f64x2.splat(weight0), isLast);
    const residual = v128.and(f64x2.mul(weight, f64x2.sub(probability, label)), v128.or(isFirst, isLast));
    total = f64x2.add(total, residual);
    v128.store(z, residual);
    z += 16;
    y += 16;
  }
  store<f64>(sums, f64x2.extract_lane(missed0, 0) + f64x2.extract_lane(missed0, 1));
  store<f64>(sums, f64x2.extract_lane(missed1, 0) + f64x2.extract_lane(missed1, 1), 8);
  store<f64>(sums, joined(joint0), 16);
  store<f64>(sums, joined(joint1), 24);
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Returns (1 + a)(1 + b) − 1 for the two lanes a and b. */
function joined(joint: v128): f64 {
  const a = f64x2.extract_lane(joint, 0);
  const b = f64x2.extract_lane(joint, 1);
  return a + (b + a * b);
}

/** Computes gradient += Xᵀ r over m rows, four at a time. */
function addGradient(x: usize, m: i32, p: i32, r: usize, gradient: usize): void {
  const stride = <usize>p * D;
  const pairs = <usize>(p & ~1) * D;
  const isOdd = (p & 1) === 1;
  const whole = m & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    const r0 = v128.load64_splat(r);
    const r1 = v128.load64_splat(r, 8);
    const r2 = v128.load64_splat(r, 16);
    const r3 = v128.load64_splat(r, 24);
    const x1 = x + stride;
    const x2 = x1 + stride;
    const x3 = x2 + stride;
    for (let at: usize = 0; at < pairs; at += 16) {
      const first = f64x2.add(f64x2.mul(r0, v128.load(x + at)), f64x2.mul(r1, v128.load(x1 + at)));
      const second = f64x2.add(f64x2.mul(r2, v128.load(x2 + at)), f64x2.mul(r3, v128.load(x3 + at)));
      v128.store(gradient + at, f64x2.add(v128.load(gradient + at), f64x2.add(first, second)));
    }
    if (isOdd) {
      const first =
        f64x2.extract_lane(r0, 0) * load<f64>(x + pairs) + f64x2.extract_lane(r1, 0) * load<f64>(x1 + pairs);
      const second =
        f64x2.extract_lane(r2, 0) * load<f64>(x2 + pairs) + f64x2.extract_lane(r3, 0) * load<f64>(x3 + pairs);
      store<f64>(gradient + pairs, load<f64>(gradient + pairs) + (first + second));
    }
    r += 32;
    x = x3 + stride;
  }
  for (; i < m; i++) {
    const r0 = load<f64>(r);
    for (let at: usize = 0; at < stride; at += D) {
      store<f64>(gradient + at, load<f64>(gradient + at) + r0 * load<f64>(x + at));
    }
    r += D;
    x += stride;
  }
}
