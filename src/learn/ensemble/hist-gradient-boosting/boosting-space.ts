import { RECORD_BYTES, SCRATCH_BYTES } from "../../simd/boosting-layout.ts";
import { sharedWords } from "../../threads/helpers.ts";
import { LOCKSTEP_WORDS, MAX_PARTS } from "../../threads/lockstep.ts";
import type { BinnedData } from "./binned-data.ts";
import { type LossChoice, lossOf } from "./losses.ts";
import type { SharedMemory } from "./shared-memory.ts";
import type { SplitLimits } from "./split.ts";

/**
 * The layout of the memory that the threads of a fit share: plain data, the same for all threads. Addresses are
 * byte offsets in `memory`.
 */
export interface BoostingSpace {
  readonly memory: WebAssembly.Memory;
  readonly loss: LossChoice;
  /** 1 if each gradient is followed by a hessian, 0 if all hessians are 1. */
  readonly isPairs: 0 | 1;
  readonly limits: SplitLimits;
  /** Address of the same three numbers. */
  readonly limitsAt: number;
  readonly rows: number;
  readonly features: number;
  /** Number of parts that the features are divided into; threads take them one by one. */
  readonly slices: number;
  readonly byFeature: number;
  readonly byRow: number;
  /** n doubles each; the address of the weights is 0 if there are none. */
  readonly y: number;
  readonly weights: number;
  /** For each tree of an iteration, n raw predictions, and n gradients or pairs of gradient and hessian. */
  readonly raw: readonly number[];
  readonly gradients: readonly number[];
  /** n row numbers, those of each leaf together; and working space of the same size. */
  readonly indices: number;
  readonly spare: number;
  /** Where the bins of each feature start in a histogram, in bytes, and where the last ends. */
  readonly bases: number;
  /** Four numbers per feature, as `scanFeatures` reads them. */
  readonly table: number;
  /** A histogram of all rows that holds only the row counts, which are the same for all trees. */
  readonly counts: number;
  /** Which features may split a node, for two nodes: one byte each. */
  readonly candidates: readonly [number, number];
  /** The monotonic constraint of each feature: -1, 0 or 1; null if there is none. */
  readonly constraints: Int8Array | null;
  /** Whether all features are candidates at all nodes. */
  readonly areAllCandidates: boolean;
  /** Two split records for each slice, one for either node. */
  readonly records: number;
  readonly scratch: number;
  /** Which bins go left: 256 bytes. */
  readonly goesLeft: number;
  /** Operands and results of the parts of a step: `MAX_PARTS` doubles each. */
  readonly parts: readonly [number, number, number];
  /** The present step: 32 doubles. */
  readonly step: number;
  /** The words of `Lockstep`. */
  readonly words: Int32Array;
}

/** Bytes per bin. */
export function binBytes(isPairs: boolean): number {
  return isPairs ? 24 : 16;
}

/** Bytes that `layOut` needs, without those of the bins, and including room for `histograms` histograms. */
export function bytesOfSpace(
  rows: number,
  features: number,
  trees: number,
  isPairs: boolean,
  slices: number,
  histograms: number,
): number {
  const perRow = 8 + 8 + 4 + 4 + trees * (8 + (isPairs ? 8 : 4));
  const own = 4096 + 24 * MAX_PARTS + slices * (SCRATCH_BYTES + 4 * RECORD_BYTES) + 64 * trees;
  return rows * perRow + own + features * (32 + 256 * binBytes(isPairs) * (histograms + 1));
}

/**
 * Allocates and fills the memory that the threads share in addition to the bins. The gradients are not computed yet.
 */
export function layOut(
  shared: SharedMemory,
  data: BinnedData,
  choice: LossChoice,
  y: Float64Array,
  weights: Float64Array | undefined,
  baseline: Float64Array,
  limits: SplitLimits,
  areAllCandidates: boolean,
  slices: number,
  constraints: Int8Array | null = null,
): BoostingSpace {
  const { rows, features } = data;
  const { buffer } = shared.memory;
  const isPairs = !lossOf(choice).constantHessian;
  const doubles = (values: Float64Array) => {
    const at = shared.take(8 * rows);
    new Float64Array(buffer, at, rows).set(values);
    return at;
  };
  const times = (bytes: number) => Array.from(baseline, () => shared.take(bytes));
  const raw = times(8 * rows);
  raw.forEach((at, k) => {
    new Float64Array(buffer, at, rows).fill(baseline[k]!);
  });
  const space: BoostingSpace = {
    memory: shared.memory,
    loss: choice,
    isPairs: isPairs ? 1 : 0,
    limits,
    limitsAt: shared.take(24),
    rows,
    features: features.length,
    slices,
    byFeature: data.byFeature,
    byRow: data.byRow,
    y: doubles(y),
    weights: weights === undefined ? 0 : doubles(weights),
    raw,
    gradients: times(rows * (isPairs ? 8 : 4)),
    indices: shared.take(4 * rows),
    spare: shared.take(4 * rows),
    bases: shared.take(4 * (features.length + 1)),
    table: shared.take(16 * features.length),
    counts: shared.take(data.totalBins * binBytes(isPairs)),
    candidates: [shared.take(features.length), shared.take(features.length)],
    constraints,
    areAllCandidates,
    records: shared.take(2 * RECORD_BYTES * slices),
    scratch: shared.take(slices * SCRATCH_BYTES),
    goesLeft: shared.take(256),
    parts: [shared.take(8 * MAX_PARTS), shared.take(8 * MAX_PARTS), shared.take(8 * MAX_PARTS)],
    step: shared.take(256),
    words: sharedWords(LOCKSTEP_WORDS),
  };
  new Float64Array(buffer, space.limitsAt, 3).set([limits.minSamplesLeaf, limits.minHessian, limits.l2]);
  describeFeatures(space, data);
  countRows(space, data);
  return space;
}

function describeFeatures(
  { memory, bases, table, isPairs, candidates }: BoostingSpace,
  data: BinnedData,
): void {
  const words = new Uint32Array(memory.buffer);
  const size = binBytes(isPairs === 1);
  data.features.forEach(({ firstBin, bins, hasMissing, isCategorical }, f) => {
    words[bases / 4 + f] = firstBin * size;
    words.set([firstBin * size, bins, Number(hasMissing), Number(isCategorical)], table / 4 + 4 * f);
  });
  words[bases / 4 + data.features.length] = data.totalBins * size;
  for (const at of candidates) new Uint8Array(memory.buffer, at, data.features.length).fill(1);
}

function countRows({ memory, counts, isPairs, byFeature, rows }: BoostingSpace, data: BinnedData): void {
  const width = isPairs ? 3 : 2;
  const countAt = isPairs ? 2 : 1;
  const doubles = new Float64Array(memory.buffer, counts, data.totalBins * width);
  data.features.forEach(({ firstBin }, f) => {
    const bins = new Uint8Array(memory.buffer, byFeature + f * rows, rows);
    const base = firstBin * width + countAt;
    for (let i = 0; i < rows; i++) doubles[base + bins[i]! * width]! += 1;
  });
}
