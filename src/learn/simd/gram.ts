import { Layout, workspaceOfItsOwn } from "./workspace.ts";

/**
 * The width that `addGram` is to be given for q columns: a multiple of 4, but not of 16, at which the rows of a block
 * would crowd into few places of the processor's cache. The columns beyond q are to be 0.
 */
export function paddedWidth(q: number): number {
  const width = (q + 3) & ~3;
  return width % 16 === 0 ? width + 4 : width;
}

/** The products BᵀB of blocks of rows, added up. */
export interface GramSums {
  /** Rows of q numbers, at first 0, to be filled before each `add`. */
  readonly block: Float64Array;
  /** Adds the products of the first `m` rows of the block. Cost m·q²/2. */
  add(m: number): void;
  /** The sums, q × q; of what stands below the diagonal nothing is sure. */
  sums(): Float64Array;
}

/**
 * Sums of products over blocks of `blockRows` rows, one for each of the `widths`, which are as `paddedWidth` gives them.
 * The same to the last bit with kernels and without.
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

/** G += BᵀB, as the kernel `addGram` in `assembly/gram.ts`, whose twin this is. B: m × q, G: q × q. Cost m·q². */
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
