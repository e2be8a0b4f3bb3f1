/*
 * Sums of products of columns over a block of rows. Every entry is summed in the order of the rows and then added to the total, in whichever tile it lies, as in the plain twin `../gram.ts`.
 */

/** Bytes of a double. */
const D: usize = 8;

/**
 * Computes G += BᵀB, only the upper triangle (a few entries below the diagonal are written too). B: m × q at
 * `block`, G: q × q at `sums`; q is a multiple of 4. Columns of B beyond `used` are 0.
 */
export function addGram(block: usize, m: i32, q: i32, used: i32, sums: usize): void {
  const stride = <usize>q * D;
  for (let i = 0; i < used; i += 4) {
    const left = block + <usize>i * D;
    for (let j = i; j < used; j += 4) {
      const right = block + <usize>j * D;
      const to = sums + (<usize>i * <usize>q + <usize>j) * D;
      if (j + 2 < used) addTile(left, stride, right, stride, m, to, stride);
      else addHalfTile(left, stride, right, stride, m, to, stride);
    }
  }
}

/** `addTile` for 2 columns of B: 4 × 2. */
function addHalfTile(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  m: i32,
  g: usize,
  gStride: usize,
): void {
  let s0 = f64x2.splat(0.0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let i = 0; i < m; i++) {
    const b0 = v128.load(b);
    s0 = f64x2.add(s0, f64x2.mul(v128.load64_splat(a), b0));
    s1 = f64x2.add(s1, f64x2.mul(v128.load64_splat(a, 8), b0));
    s2 = f64x2.add(s2, f64x2.mul(v128.load64_splat(a, 16), b0));
    s3 = f64x2.add(s3, f64x2.mul(v128.load64_splat(a, 24), b0));
    a += aStride;
    b += bStride;
  }
  addTo(g, s0);
  addTo(g + gStride, s1);
  addTo(g + 2 * gStride, s2);
  addTo(g + 3 * gStride, s3);
}

/** Computes G += Aᵀ B for 4 columns of A and 4 of B over m rows: 4 × 4. Strides are in bytes. */
export function addTile(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  m: i32,
  g: usize,
  gStride: usize,
): void {
  let s00 = f64x2.splat(0.0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let i = 0; i < m; i++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
    a += aStride;
    b += bStride;
  }
  addTo(g, s00);
  addTo(g + 16, s01);
  g += gStride;
  addTo(g, s10);
  addTo(g + 16, s11);
  g += gStride;
  addTo(g, s20);
  addTo(g + 16, s21);
  g += gStride;
  addTo(g, s30);
  addTo(g + 16, s31);
}

function addTo(at: usize, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), value));
}

/** Writes x − mean (m × p) to the columns of `block` from `offset` on; the other columns do not change. */
export function centreRows(x: usize, m: i32, p: i32, mean: usize, block: usize, q: i32, offset: i32): void {
  const even = p & ~1;
  for (let i = 0; i < m; i++) {
    const to = block + (<usize>i * <usize>q + <usize>offset) * D;
    for (let j = 0; j < even; j += 2) {
      const at = <usize>j * D;
      v128.store(to + at, f64x2.sub(v128.load(x + at), v128.load(mean + at)));
    }
    if (even < p) {
      const at = <usize>even * D;
      store<f64>(to + at, load<f64>(x + at) - load<f64>(mean + at));
    }
    x += <usize>p * D;
  }
}
