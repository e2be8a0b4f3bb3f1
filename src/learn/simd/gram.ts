import { Layout, workspaceOfItsOwn } from "./workspace.ts";

/**
 * Returns the row width that `addGram` needs for q columns: a multiple of 4 but not of 16, because rows a
 * multiple of 16 doubles apart would compete for the same cache lines. The columns beyond q must be 0.
 */
export function paddedWidth(q: number): number {
  const width = (q + 3) & ~3;
  return width % 16 === 0 ? width + 4 : width;
}

/** The sum of the products BᵀB over blocks of rows. */
interface GramSums {
  /** The block, rows of q numbers, initially 0; fill it before each `add`. */
  readonly block: Float64Array;
  /** Adds the products of the first `m` rows of the block. Cost m·q²/2. */
  add(m: number): void;
  /** Returns the sums, q × q; entries below the diagonal are undefined. */
  sums(): Float64Array;
}

/**
 * Creates one sum of products for each of the `widths` (see `paddedWidth`), over blocks of `blockRows` rows.
 * The result is the same to the last bit with and without kernels.
 */
export function gramSums(
  widths: readonly number[],
  blockRows: number,
  space = workspaceOfItsOwn,
): readonly GramSums[] {
  const layout = new Layout();
  const places = widths.map((q) => ({
    q,
    blockAt: layout.take(blockRows * q),
    sumsAt: layout.take(q * q),
  }));
  const work = space(layout.doubles);
  const values = work?.values ?? new Float64Array(layout.doubles);
  return places.map(({ q, blockAt, sumsAt }) => {
    const block = values.subarray(blockAt, blockAt + blockRows * q);
    const sums = values.subarray(sumsAt, sumsAt + q * q);
    return {
      block,
      add(m) {
        if (work === undefined) addPlainGram(block, m, q, sums);
        else work.kernels.addGram(8 * blockAt, m, q, q, 8 * sumsAt);
      },
      sums: () => sums,
    };
  });
}

/**
 * Computes G += BᵀB: the plain twin of the kernel `addGram` in `assembly/gram.ts`, with its tiles of 2 × 4 sums
 * in registers. B: m × q, G: q × q. Cost m·q².
 */
export function addPlainGram(B: Float64Array, m: number, q: number, G: Float64Array): void {
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
