import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { boostingKernels } from "../../../src/learn/simd/boosting-kernels.ts";
import { RECORD_BYTES, SCRATCH_BYTES } from "../../../src/learn/simd/boosting-layout.ts";
import { PlainBoosting } from "../../../src/learn/simd/plain-boosting.ts";

const ROWS = 700;
const BINS = 23;

/** Allocates addresses in a memory. */
class Places {
  #end = 64;

  take(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 64) * 64;
    return at;
  }
}

/** Writes the same synthetic rows to a new memory, for the kernels or, with `isPlain`, for their plain twin. */
function bed(features: number, isPairs: 0 | 1, isPlain: boolean) {
  const memory = new WebAssembly.Memory({ initial: 60, maximum: 60, shared: true });
  const kernels = isPlain ? new PlainBoosting(memory) : boostingKernels(memory);
  const { buffer } = memory;
  const places = new Places();
  const random = new Random(features);
  const width = isPairs ? 3 : 2;
  const size = features * (BINS + 1) * width * 8;
  const at = {
    byRow: places.take(ROWS * features + 32),
    indices: places.take(4 * ROWS),
    gradients: places.take(4 * (isPairs + 1) * ROWS),
    bases: places.take(4 * (features + 1)),
    table: places.take(16 * features),
    candidates: places.take(features),
    all: places.take(size),
    some: places.take(size),
    spare: places.take(4 * ROWS),
    goesLeft: places.take(256),
    nodes: places.take(64),
    limits: places.take(64),
    records: places.take(4 * RECORD_BYTES),
    scratch: places.take(SCRATCH_BYTES),
  };
  const bytes = new Uint8Array(buffer);
  const words = new Uint32Array(buffer);
  const doubles = new Float64Array(buffer);
  for (let i = 0; i < ROWS * features; i++) bytes[at.byRow + i] = random.below(BINS + 1);
  const gradients = new Float32Array(buffer, at.gradients, ROWS * (isPairs + 1));
  for (let i = 0; i < gradients.length; i++)
    gradients[i] = isPairs && i % 2 ? random.next() : random.normal();
  for (let i = 0; i < ROWS; i++) words[at.indices / 4 + i] = i;
  for (let f = 0; f <= features; f++) {
    words[at.bases / 4 + f] = f * (BINS + 1) * width * 8;
    if (f === features) continue;
    // The first feature is categorical, every second one has missing values, every fifth is not a candidate.
    words.set([f * (BINS + 1) * width * 8, BINS, f % 2, f === 0 ? 1 : 0], at.table / 4 + 4 * f);
    bytes[at.candidates + f] = f % 5 === 4 ? 0 : 1;
  }
  for (let bin = 0; bin < 256; bin++) bytes[at.goesLeft + bin] = random.below(2);
  for (let f = 0; f < features; f++)
    for (let i = 0; i < ROWS; i++) {
      const bin = bytes[at.byRow + i * features + f]!;
      doubles[at.all / 8 + (f * (BINS + 1) + bin) * width + width - 1]! += 1;
    }
  doubles.set([7, 1e-3, 0.25], at.limits / 8);
  return { kernels, at, buffer, doubles, words, width };
}

/** Returns the sums over the bins of a feature: gradient, hessian and rows. */
function totals({ doubles, width }: ReturnType<typeof bed>, histogram: number, feature: number) {
  const sums = [0, 0, 0];
  for (let bin = 0; bin <= BINS; bin++) {
    const from = histogram / 8 + (feature * (BINS + 1) + bin) * width;
    for (let k = 0; k < 3; k++) sums[k]! += doubles[from + Math.min(k, width - 1)]!;
  }
  return sums as [number, number, number];
}

/** Runs every kernel on a bed. */
function work(made: ReturnType<typeof bed>, features: number, isPairs: 0 | 1) {
  const { kernels, at, doubles, words } = made;
  const { byRow, indices, gradients, all, some, bases, scratch, records } = at;
  const cut = Math.floor(features / 3);
  for (const [from, to] of [
    [0, cut],
    [cut, features],
  ] as const) {
    kernels.addAllRows(byRow, features, ROWS, gradients, isPairs, all, bases, from, to);
    kernels.addRows(byRow, features, indices, 90, 611, gradients, isPairs, some, bases, from, to, scratch);
  }
  const [gradient, hessian, rows] = totals(made, all, 0);
  const loss = (-gradient * gradient) / (hessian + 0.25);
  kernels.scanFeatures(
    all,
    at.table,
    at.candidates,
    0,
    features,
    isPairs,
    rows,
    gradient,
    hessian,
    loss,
    7,
    1e-3,
    0.25,
    records + 2 * RECORD_BYTES,
  );
  const own = totals(made, some, 0);
  const nodes = [own, [gradient - own[0], hessian - own[1], rows - own[2]]].flatMap(([g, h, n]) => [
    n!,
    g!,
    h!,
    (-g! * g!) / (h! + 0.25),
  ]);
  doubles.set(nodes, at.nodes / 8);
  kernels.subtractAndScan(some, all, at.table, bases, cut, features, isPairs, at.nodes, at.limits, records);
  const end = words[bases / 4 + 1]!;
  kernels.subtract(all, all + end, some);
  const left = kernels.part(byRow, at.goesLeft, indices, 40, 699, at.spare);
  kernels.copyBack(at.spare + 4 * 698, indices, 659 - left);
  return left;
}

describe("the kernels of boosting and their plain twin leave the same bytes in memory", () => {
  for (const features of [1, 3, 4, 11, 32, 33, 70]) {
    for (const isPairs of [0, 1] as const) {
      test(`${features} features, ${isPairs ? "pairs" : "gradients alone"}`, () => {
        const [byKernel, plain] = [bed(features, isPairs, false), bed(features, isPairs, true)];
        expect(byKernel.kernels).not.toBeInstanceOf(PlainBoosting);
        expect(work(byKernel, features, isPairs)).toBe(work(plain, features, isPairs));
        const { scratch } = byKernel.at;
        const bytes = ({ buffer }: typeof byKernel) => Buffer.from(buffer).subarray(0, scratch);
        expect(bytes(byKernel).equals(bytes(plain))).toBe(true);
        // Both nodes have splits, so the comparison is not trivial.
        const { doubles, at } = byKernel;
        if (features > 4)
          for (const record of [0, 1, 2]) expect(doubles[at.records / 8 + 8 * record]!).toBeGreaterThan(0);
      });
    }
  }
});
