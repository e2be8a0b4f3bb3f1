/* Products of rows with several vectors. */
import { addTile } from "./gram";

const D: usize = 8;

/**
 * Computes z = x·c + b for m rows and k vectors. x: m × p; c: k × p; b: k numbers; z: m × k, its rows `stride`
 * doubles apart. Each product is the sum over the even columns plus the sum over the odd columns, whatever the
 * position of the row.
 */
export function affineScores(
  x: usize,
  m: i32,
  p: i32,
  c: usize,
  b: usize,
  k: i32,
  z: usize,
  stride: i32,
): void {
  const row = <usize>p * D;
  const zRow = <usize>stride * D;
  const whole = m & ~3;
  const pairsOfVectors = k & ~1;
  for (let i = 0; i < whole; i += 4) {
    let vector = c;
    for (let v = 0; v < pairsOfVectors; v += 2) {
      fourByTwo(x, p, vector, v128.load(b + <usize>v * D), z + <usize>v * D, zRow);
      vector += 2 * row;
    }
    if (pairsOfVectors < k) {
      const at = <usize>pairsOfVectors * D;
      const bias = load<f64>(b + at);
      for (let r: usize = 0; r < 4; r++) {
        store<f64>(z + at + r * zRow, product(x + r * row, vector, p) + bias);
      }
    }
    x += 4 * row;
    z += 4 * zRow;
  }
  for (let i = whole; i < m; i++) {
    let vector = c;
    for (let v = 0; v < k; v++) {
      const at = <usize>v * D;
      store<f64>(z + at, product(x, vector, p) + load<f64>(b + at));
      vector += row;
    }
    x += row;
    z += zRow;
  }
}

/** Computes the products of four rows and two vectors. */
function fourByTwo(x: usize, p: i32, c: usize, bias: v128, z: usize, zRow: usize): void {
  const row = <usize>p * D;
  const pairs = <usize>(p & ~1) * D;
  const x1 = x + row;
  const x2 = x1 + row;
  const x3 = x2 + row;
  const d = c + row;
  let s0 = f64x2.splat(0.0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  for (let at: usize = 0; at < pairs; at += 16) {
    const u = v128.load(c + at);
    const v = v128.load(d + at);
    const a0 = v128.load(x + at);
    s0 = f64x2.add(s0, f64x2.mul(a0, u));
    t0 = f64x2.add(t0, f64x2.mul(a0, v));
    const a1 = v128.load(x1 + at);
    s1 = f64x2.add(s1, f64x2.mul(a1, u));
    t1 = f64x2.add(t1, f64x2.mul(a1, v));
    const a2 = v128.load(x2 + at);
    s2 = f64x2.add(s2, f64x2.mul(a2, u));
    t2 = f64x2.add(t2, f64x2.mul(a2, v));
    const a3 = v128.load(x3 + at);
    s3 = f64x2.add(s3, f64x2.mul(a3, u));
    t3 = f64x2.add(t3, f64x2.mul(a3, v));
  }
  if ((p & 1) === 1) {
    const u = v128.load64_zero(c + pairs);
    const v = v128.load64_zero(d + pairs);
    const a0 = v128.load64_zero(x + pairs);
    s0 = f64x2.add(s0, f64x2.mul(a0, u));
    t0 = f64x2.add(t0, f64x2.mul(a0, v));
    const a1 = v128.load64_zero(x1 + pairs);
    s1 = f64x2.add(s1, f64x2.mul(a1, u));
    t1 = f64x2.add(t1, f64x2.mul(a1, v));
    const a2 = v128.load64_zero(x2 + pairs);
    s2 = f64x2.add(s2, f64x2.mul(a2, u));
    t2 = f64x2.add(t2, f64x2.mul(a2, v));
    const a3 = v128.load64_zero(x3 + pairs);
    s3 = f64x2.add(s3, f64x2.mul(a3, u));
    t3 = f64x2.add(t3, f64x2.mul(a3, v));
  }
  v128.store(z, f64x2.add(sumsOfLanes(s0, t0), bias));
  z += zRow;
  v128.store(z, f64x2.add(sumsOfLanes(s1, t1), bias));
  z += zRow;
  v128.store(z, f64x2.add(sumsOfLanes(s2, t2), bias));
  z += zRow;
  v128.store(z, f64x2.add(sumsOfLanes(s3, t3), bias));
}

/** Returns Σ x c over p columns: the sum over the even columns plus the sum over the odd columns. */
export function product(x: usize, c: usize, p: i32): f64 {
  const pairs = <usize>(p & ~1) * D;
  let s = f64x2.splat(0.0);
  for (let at: usize = 0; at < pairs; at += 16) {
    s = f64x2.add(s, f64x2.mul(v128.load(x + at), v128.load(c + at)));
  }
  if ((p & 1) === 1) s = f64x2.add(s, f64x2.mul(v128.load64_zero(x + pairs), v128.load64_zero(c + pairs)));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Returns (a₀ + a₁, b₀ + b₁). */
export function sumsOfLanes(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/**
 * Computes G += AᵀB over m rows. A: m × a; B: m × b; G: a × b. Rows of A and G are `aStride` and `gStride` doubles
 * apart, which are multiples of 4; the columns of G beyond b are undefined, and up to 24 bytes beyond the end of B
 * are read.
 */
export function addProducts(A: usize, aStride: i32, B: usize, b: i32, m: i32, G: usize, gStride: i32): void {
  for (let i = 0; i < aStride; i += 4) {
    const left = A + <usize>i * D;
    const to = G + <usize>i * <usize>gStride * D;
    for (let j = 0; j < b; j += 4) {
      const at = <usize>j * D;
      addTile(left, <usize>aStride * D, B + at, <usize>b * D, m, to + at, <usize>gStride * D);
    }
  }
}
