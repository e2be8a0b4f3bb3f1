import type { BinnedData } from "./binned-data.ts";
import {
  addFour,
  addFourOfRoot,
  addFourPairs,
  addFourPairsOfRoot,
  addOne,
  addOneOfRoot,
  addOnePairs,
  addOnePairsOfRoot,
  gather,
  gatherPairs,
} from "./histogram-loops.ts";

/**
 * Histograms of the nodes of a tree: for each bin of each feature the sum of gradients, the number of rows and,
 * unless all hessians are 1, the sum of hessians, `stride` doubles a bin. The buffers of nodes that are done are
 * given to the next ones.
 */
export class Histograms {
  /** Doubles a bin: gradient, count; and with hessians also hessian and a gap that makes it a power of two. */
  readonly stride: 2 | 4;
  /** Where a bin keeps its sum of hessians: the count itself when each is 1. */
  readonly hessianSlot: 1 | 2;
  readonly #data: BinnedData;
  /** Where the bins of each feature begin, in doubles. */
  readonly #bases: Int32Array;
  /** The histogram of all rows as far as it is the same for all trees: the counts. */
  readonly #counts: Float64Array;
  readonly #free: Float64Array[] = [];
  /** Gradients (and hessians, interleaved) of the rows of a node, in the order of the node. */
  readonly #ordered: Float64Array;

  constructor(data: BinnedData, constantHessian: boolean) {
    this.stride = constantHessian ? 2 : 4;
    this.hessianSlot = constantHessian ? 1 : 2;
    this.#data = data;
    this.#bases = Int32Array.from(data.features, ({ firstBin }) => firstBin * this.stride);
    this.#counts = countRows(data, this.#bases, this.stride);
    this.#ordered = new Float64Array(data.rows * (constantHessian ? 1 : 2));
  }

  /**
   * The histogram of all rows. `gradients` holds n gradients, or n pairs of gradient and hessian.
   * Cost: features · rows.
   */
  buildRoot(gradients: Float32Array): Float64Array {
    const histogram = this.#free.pop() ?? new Float64Array(this.#counts.length);
    histogram.set(this.#counts);
    const { rows, features, words } = this.#data;
    const isPairs = this.stride === 4;
    const four = isPairs ? addFourPairsOfRoot : addFourOfRoot;
    const one = isPairs ? addOnePairsOfRoot : addOneOfRoot;
    const bases = this.#bases;
    for (let f = 0; f < features.length; f += 4) {
      const offset = (f >>> 2) * rows;
      if (f + 4 <= features.length) {
        four(
          words,
          offset,
          rows,
          gradients,
          histogram,
          bases[f]!,
          bases[f + 1]!,
          bases[f + 2]!,
          bases[f + 3]!,
        );
        continue;
      }
      for (let lane = 0; f + lane < features.length; lane++) {
        one(words, offset, lane * 8, rows, gradients, histogram, bases[f + lane]!);
      }
    }
    return histogram;
  }

  /** The histogram of the rows `indices[start … stop)`. Cost: features · (stop − start). */
  build(gradients: Float32Array, indices: Int32Array, start: number, stop: number): Float64Array {
    const histogram = this.#free.pop()?.fill(0) ?? new Float64Array(this.#counts.length);
    const { rows, features, words } = this.#data;
    const isPairs = this.stride === 4;
    const four = isPairs ? addFourPairs : addFour;
    const one = isPairs ? addOnePairs : addOne;
    const ordered = this.#ordered;
    const bases = this.#bases;
    if (isPairs) gatherPairs(gradients, indices, start, stop, ordered);
    else gather(gradients, indices, start, stop, ordered);
    for (let f = 0; f < features.length; f += 4) {
      const offset = (f >>> 2) * rows;
      if (f + 4 <= features.length) {
        const [a, b, c, d] = [bases[f]!, bases[f + 1]!, bases[f + 2]!, bases[f + 3]!];
        four(words, offset, indices, start, stop, ordered, histogram, a, b, c, d);
        continue;
      }
      for (let lane = 0; f + lane < features.length; lane++) {
        one(words, offset, lane * 8, indices, start, stop, ordered, histogram, bases[f + lane]!);
      }
    }
    return histogram;
  }

  /** Turns the histogram of a node into that of one child by taking away the other child's. */
  subtract(parent: Float64Array, child: Float64Array): Float64Array {
    for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
    return parent;
  }

  /** Takes back a histogram that is no longer needed. */
  release(histogram: Float64Array): void {
    this.#free.push(histogram);
  }
}

function countRows(
  { rows, features, words, totalBins }: BinnedData,
  bases: Int32Array,
  stride: 2 | 4,
): Float64Array {
  const counts = new Float64Array(totalBins * stride);
  for (let f = 0; f < features.length; f++) {
    const shift = (f & 3) * 8;
    const base = bases[f]! + 1;
    for (let i = 0, at = (f >>> 2) * rows; i < rows; i++, at++) {
      counts[base + ((words[at]! >>> shift) & 255) * stride]! += 1;
    }
  }
  return counts;
}
