/**
 * The width that `addGram` is to be given for q columns: a multiple of 4, but not of 16, at which the rows of a block
 * would crowd into few places of the processor's cache. The columns beyond q are to be 0.
 */
export function paddedWidth(q: number): number {
  const width = (q + 3) & ~3;
  return width % 16 === 0 ? width + 4 : width;
}

/**
 * G += BᵀB, upper triangle only (a few entries below the diagonal are written too). B: m × q, G: q × q; q must be a
 * multiple of 4. Cost m·q².
 */
export function addGram(B: Float64Array, m: number, q: number, G: Float64Array): void {
  const end = m * q;
  for (let i = 0; i < q; i += 2) {
    for (let j = i & ~3; j < q; j += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      for (let a = i, b = j; a < end; a += q, b += q) {
        const x = B[a]!;
        const y = B[a + 1]!;
        const b0 = B[b]!;
        const b1 = B[b + 1]!;
        const b2 = B[b + 2]!;
        const b3 = B[b + 3]!;
        s0 += x * b0;
        s1 += x * b1;
        s2 += x * b2;
        s3 += x * b3;
        t0 += y * b0;
        t1 += y * b1;
        t2 += y * b2;
        t3 += y * b3;
      }
      const at = i * q + j;
      const below = at + q;
      G[at] = G[at]! + s0;
      G[at + 1] = G[at + 1]! + s1;
      G[at + 2] = G[at + 2]! + s2;
      G[at + 3] = G[at + 3]! + s3;
      G[below] = G[below]! + t0;
      G[below + 1] = G[below + 1]! + t1;
      G[below + 2] = G[below + 2]! + t2;
      G[below + 3] = G[below + 3]! + t3;
    }
  }
}
