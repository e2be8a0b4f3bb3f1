import { Random } from "../../../../src/learn/core/random.ts";
import {
  type BinnedData,
  binColumns,
  bytesOfBins,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/binned-data.ts";
import { BoostingLead } from "../../../../src/learn/ensemble/hist-gradient-boosting/boosting-lead.ts";
import {
  binBytes,
  bytesOfSpace,
  layOut,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/boosting-space.ts";
import { STEP } from "../../../../src/learn/ensemble/hist-gradient-boosting/boosting-thread.ts";
import { lossOf } from "../../../../src/learn/ensemble/hist-gradient-boosting/losses.ts";
import { SharedMemory } from "../../../../src/learn/ensemble/hist-gradient-boosting/shared-memory.ts";
import type {
  NodeStatistics,
  Split,
  SplitLimits,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/split.ts";
import { boostingKernels } from "../../../../src/learn/simd/boosting-kernels.ts";
import { RECORD_BYTES } from "../../../../src/learn/simd/boosting-layout.ts";
import { PlainBoosting } from "../../../../src/learn/simd/plain-boosting.ts";
import { NO_HELPERS } from "../../../../src/learn/threads/helpers.ts";

export interface BedOptions {
  readonly isPairs: boolean;
  readonly limits: SplitLimits;
  readonly slices?: number;
  /** Whether to use the plain twin of the kernels. */
  readonly isPlain?: boolean;
}

/** The memory and the steps of boosting, which a test calls one by one. */
export class BoostingBed {
  readonly data: BinnedData;
  readonly #rows: number;
  readonly #shared: SharedMemory;
  readonly #lead: BoostingLead;
  readonly #isPairs: boolean;

  constructor(
    columns: readonly Float64Array[],
    categoryCounts: readonly (number | null)[],
    { isPairs, limits, slices = 1, isPlain = false }: BedOptions,
  ) {
    const rows = columns[0]!.length;
    const bytes =
      bytesOfBins(rows, columns.length) + bytesOfSpace(rows, columns.length, 1, isPairs, slices, 4);
    this.#shared = new SharedMemory(bytes, bytes);
    this.#rows = rows;
    this.#isPairs = isPairs;
    this.data = binColumns(columns, categoryCounts, rows, 255, undefined, new Random(0), this.#shared);
    const loss = isPairs ? { classes: 2 } : ({ name: "squared_error", quantile: 0.5 } as const);
    const y = new Float64Array(rows);
    const baseline = lossOf(loss).baseline(y, undefined);
    const space = layOut(this.#shared, this.data, loss, y, undefined, baseline, limits, true, slices);
    const { memory } = this.#shared;
    this.#lead = new BoostingLead(
      space,
      NO_HELPERS,
      0,
      isPlain ? new PlainBoosting(memory) : boostingKernels(memory),
    );
  }

  /** Returns the bin of each row for a feature. */
  bins(feature: number): Uint8Array {
    const at = this.data.byFeature + feature * this.#rows;
    return new Uint8Array(this.#shared.memory.buffer, at, this.#rows);
  }

  /** Returns the address of an empty histogram. */
  histogram(): number {
    return this.#shared.take(this.data.totalBins * binBytes(this.#isPairs));
  }

  /** Returns the contents of a histogram. */
  sums(histogram: number): Float64Array {
    return new Float64Array(
      this.#shared.memory.buffer,
      histogram,
      (this.data.totalBins * binBytes(this.#isPairs)) / 8,
    );
  }

  /** The row numbers of all leaves. */
  get indices(): Int32Array {
    return new Int32Array(this.#shared.memory.buffer, this.#lead.space.indices, this.#rows);
  }

  /** Returns the histogram of all rows for these gradients, or pairs of gradient and hessian. */
  root(gradients: Float32Array): number {
    const { memory, gradients: at, slices } = this.#lead.space;
    new Float32Array(memory.buffer, at[0], gradients.length).set(gradients);
    const histogram = this.histogram();
    this.#lead.step(slices, 0, [STEP.root, histogram, at[0]!]);
    return histogram;
  }

  /** Builds the histogram of the rows `indices[start … stop − 1]`; `parent` becomes that of the sibling. */
  child(
    start: number,
    stop: number,
    parent: number,
    nodes?: readonly [NodeStatistics, NodeStatistics],
  ): number {
    const { gradients, slices } = this.#lead.space;
    const histogram = this.histogram();
    const isOpen = nodes === undefined ? 0 : 1;
    const told = nodes?.flatMap(({ rows, gradient, hessian, value }) => [
      rows,
      gradient,
      hessian,
      gradient * value,
    ]);
    const numbers = [STEP.children, histogram, start, stop, gradients[0]!, parent, isOpen, isOpen];
    this.#lead.step(slices, 0, numbers, told);
    return histogram;
  }

  /** Returns the best split of a node, from its histogram. */
  scan(
    histogram: number,
    { rows, gradient, hessian, value }: NodeStatistics,
  ): Omit<Split, "leftBins"> | null {
    this.#lead.step(
      this.#lead.space.slices,
      0,
      [STEP.scan, histogram],
      [rows, gradient, hessian, gradient * value],
    );
    return this.found(0);
  }

  /** Returns the best split of node A (0) or B (1) over all slices, as found by the last step. */
  found(node: 0 | 1): Omit<Split, "leftBins"> | null {
    const { memory, records, slices } = this.#lead.space;
    let best: Omit<Split, "leftBins"> | null = null;
    for (let slice = 0; slice < slices; slice++) {
      const at = records + (2 * slice + node) * RECORD_BYTES;
      const [gain, feature, bin, gradientLeft, hessianLeft, rowsLeft, missing] = new Float64Array(
        memory.buffer,
        at,
        7,
      );
      if (!(gain! > (best?.gain ?? 0))) continue;
      best = {
        gain: gain!,
        feature: feature!,
        bin: bin!,
        gradientLeft: gradientLeft!,
        hessianLeft: hessianLeft!,
        rowsLeft: rowsLeft!,
        missingGoesLeft: missing === 1,
      };
    }
    return best;
  }
}
