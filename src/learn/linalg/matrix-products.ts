/**
 * Matrix products over flat row-major arrays. The loops are unrolled into tiles of 2 × 4 or 4 × 2 sums held in
 * registers: each number loaded then serves several products, and the sums do not wait for one another. Every entry
 * is summed in the order of its terms, in whichever tile it lies, so a row's result does not depend on its position
 * among the rows.
 */

/**
 * Computes Z = A W + b. A: m × p, W: p × q starting at `weights[w]`, b: q numbers starting at `weights[b]`, Z:
 * m × q. Cost 2·m·p·q.
 */
export function multiplyAdd(
  A: Float64Array,
  m: number,
  p: number,
  weights: Float64Array,
  w: number,
  b: number,
  q: number,
  Z: Float64Array,
): void {
  const even = m & ~1;
  const whole = q & ~3;
  for (let i = 0; i < m; i += 2) {
    // The last row of an odd number of rows is computed twice.
    const first = i * p;
    const second = i < even ? first + p : first;
    const end = first + p;
    const shift = second - first;
    const z0 = i * q;
    const z1 = i < even ? z0 + q : z0;
    for (let j = 0; j < whole; j += 4) {
      let s0 = weights[b + j]!;
      let s1 = weights[b + j + 1]!;
      let s2 = weights[b + j + 2]!;
      let s3 = weights[b + j + 3]!;
      let t0 = s0;
      let t1 = s1;
      let t2 = s2;
      let t3 = s3;
      for (let a = first, at = w + j; a < end; a++, at += q) {
        const x = A[a]!;
        const y = A[a + shift]!;
        const w0 = weights[at]!;
        const w1 = weights[at + 1]!;
        const w2 = weights[at + 2]!;
        const w3 = weights[at + 3]!;
        s0 += x * w0;
        s1 += x * w1;
        s2 += x * w2;
        s3 += x * w3;
        t0 += y * w0;
        t1 += y * w1;
        t2 += y * w2;
        t3 += y * w3;
      }
      Z[z0 + j] = s0;
      Z[z0 + j + 1] = s1;
      Z[z0 + j + 2] = s2;
      Z[z0 + j + 3] = s3;
      Z[z1 + j] = t0;
      Z[z1 + j + 1] = t1;
      Z[z1 + j + 2] = t2;
      Z[z1 + j + 3] = t3;
    }
    for (let j = whole; j < q; j++) {
      let s = weights[b + j]!;
      let t = s;
      for (let a = first, at = w + j; a < end; a++, at += q) {
        const value = weights[at]!;
        s += A[a]! * value;
        t += A[a + shift]! * value;
      }
      Z[z0 + j] = s;
      Z[z1 + j] = t;
    }
  }
}

/** Computes G += Aᵀ D. A: m × p, D: m × q, G: p × q starting at `gradient[g]`. Cost 2·m·p·q. */
export function addTransposedProduct(
  A: Float64Array,
  D: Float64Array,
  m: number,
  p: number,
  q: number,
  gradient: Float64Array,
  g: number,
): void {
  const end = m * p;
  const even = p & ~1;
  const whole = q & ~3;
  for (let i = 0; i < p; i += 2) {
    const shift = i < even ? 1 : 0;
    for (let j = 0; j < whole; j += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      for (let a = i, d = j; a < end; a += p, d += q) {
        const x = A[a]!;
        const y = A[a + shift]!;
        const d0 = D[d]!;
        const d1 = D[d + 1]!;
        const d2 = D[d + 2]!;
        const d3 = D[d + 3]!;
        s0 += x * d0;
        s1 += x * d1;
        s2 += x * d2;
        s3 += x * d3;
        t0 += y * d0;
        t1 += y * d1;
        t2 += y * d2;
        t3 += y * d3;
      }
      const at = g + i * q + j;
      gradient[at] = gradient[at]! + s0;
      gradient[at + 1] = gradient[at + 1]! + s1;
      gradient[at + 2] = gradient[at + 2]! + s2;
      gradient[at + 3] = gradient[at + 3]! + s3;
      if (shift === 0) continue;
      const next = at + q;
      gradient[next] = gradient[next]! + t0;
      gradient[next + 1] = gradient[next + 1]! + t1;
      gradient[next + 2] = gradient[next + 2]! + t2;
      gradient[next + 3] = gradient[next + 3]! + t3;
    }
  }
  for (let j = whole; j < q; j++) addProductColumn(A, D, m, p, q, j, gradient, g + j);
}

/** Adds column j of Aᵀ D, four entries at a time. */
function addProductColumn(
  A: Float64Array,
  D: Float64Array,
  m: number,
  p: number,
  q: number,
  j: number,
  gradient: Float64Array,
  g: number,
): void {
  const end = m * p;
  const whole = p & ~3;
  for (let i = 0; i < whole; i += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let a = i, d = j; a < end; a += p, d += q) {
      const value = D[d]!;
      s0 += A[a]! * value;
      s1 += A[a + 1]! * value;
      s2 += A[a + 2]! * value;
      s3 += A[a + 3]! * value;
    }
    const at = g + i * q;
    gradient[at] = gradient[at]! + s0;
    gradient[at + q] = gradient[at + q]! + s1;
    gradient[at + 2 * q] = gradient[at + 2 * q]! + s2;
    gradient[at + 3 * q] = gradient[at + 3 * q]! + s3;
  }
  for (let i = whole; i < p; i++) {
    let s = 0;
    for (let a = i, d = j; a < end; a += p, d += q) s += A[a]! * D[d]!;
    gradient[g + i * q] = gradient[g + i * q]! + s;
  }
}

/** Computes E = D Wᵀ. D: m × q, W: p × q starting at `weights[w]`, E: m × p. Cost 2·m·p·q. */
export function multiplyTransposed(
  D: Float64Array,
  m: number,
  q: number,
  weights: Float64Array,
  w: number,
  p: number,
  E: Float64Array,
): void {
  if (q === 1) {
    for (let i = 0, at = 0; i < m; i++) {
      const value = D[i]!;
      for (let j = 0; j < p; j++, at++) E[at] = value * weights[w + j]!;
    }
    return;
  }
  const whole = m & ~3;
  for (let i = 0; i < whole; i += 4) {
    const d0 = i * q;
    for (let j = 0; j < p; j += 2) {
      // The last column of an odd number of columns is computed twice.
      const step = j + 1 < p ? 1 : 0;
      const shift = step * q;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      for (let d = d0, at = w + j * q; d < d0 + q; d++, at++) {
        const u = weights[at]!;
        const v = weights[at + shift]!;
        const x0 = D[d]!;
        const x1 = D[d + q]!;
        const x2 = D[d + 2 * q]!;
        const x3 = D[d + 3 * q]!;
        s0 += x0 * u;
        s1 += x1 * u;
        s2 += x2 * u;
        s3 += x3 * u;
        t0 += x0 * v;
        t1 += x1 * v;
        t2 += x2 * v;
        t3 += x3 * v;
      }
      const at = i * p + j;
      E[at] = s0;
      E[at + p] = s1;
      E[at + 2 * p] = s2;
      E[at + 3 * p] = s3;
      E[at + step] = t0;
      E[at + p + step] = t1;
      E[at + 2 * p + step] = t2;
      E[at + 3 * p + step] = t3;
    }
  }
  for (let i = whole; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let s = 0;
      for (let d = i * q, at = w + j * q; d < (i + 1) * q; d++, at++) s += D[d]! * weights[at]!;
      E[i * p + j] = s;
    }
  }
}
