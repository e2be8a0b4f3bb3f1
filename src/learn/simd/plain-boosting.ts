import { RECORD_BYTES } from "./boosting-layout.ts";

/**
 * Slightly less than 1. A candidate split is first compared with the best so far without divisions: G²ₗ / wₗ +
 * G²ᵣ / wᵣ ≤ bar, multiplied out. Only if that is not clearly true is the gain computed, with scikit-learn's
 * rounding.
 */
const SAFE = 1 - 1e-12;

/** A node's number of rows, sums of gradients and hessians, and loss. */
type NodeSums = readonly [rows: number, gradient: number, hessian: number, loss: number];

/** What each side of a split must have, and the regularisation. */
type SplitLimits = readonly [minSamplesLeaf: number, minHessian: number, l2: number];

/**
 * The plain twin of `assembly/boosting.ts`, which describes the arguments: the same results to the last bit,
 * without SIMD.
 */
export class PlainBoosting {
  readonly #memory: WebAssembly.Memory;
  #bytes = new Uint8Array(0);
  #words = new Uint32Array(0);
  #floats = new Float32Array(0);
  #doubles = new Float64Array(0);

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  addAllRows(
    byRow: number,
    rowBytes: number,
    rows: number,
    gradients: number,
    isPairs: number,
    histogram: number,
    bases: number,
    from: number,
    to: number,
  ): void {
    this.#view();
    const [bytes, floats, doubles] = [this.#bytes, this.#floats, this.#doubles];
    const width = isPairs ? 3 : 2;
    for (let f = from; f < to; f++) {
      const base = (histogram + this.#words[bases / 4 + f]!) / 8;
      for (let i = 0, at = gradients / 4; i < rows; i++, at += width - 1) {
        const bin = base + bytes[byRow + i * rowBytes + f]! * width;
        doubles[bin]! += floats[at]!;
        if (isPairs) doubles[bin + 1]! += floats[at + 1]!;
      }
    }
  }

  addRows(
    byRow: number,
    rowBytes: number,
    indices: number,
    start: number,
    stop: number,
    gradients: number,
    isPairs: number,
    histogram: number,
    bases: number,
    from: number,
    to: number,
    _scratch: number,
  ): void {
    this.#view();
    const [bytes, words, floats, doubles] = [this.#bytes, this.#words, this.#floats, this.#doubles];
    const width = isPairs ? 3 : 2;
    for (let f = from; f < to; f++) {
      const base = (histogram + words[bases / 4 + f]!) / 8;
      for (let i = start; i < stop; i++) {
        const row = words[indices / 4 + i]!;
        const at = gradients / 4 + row * (width - 1);
        const bin = base + bytes[byRow + row * rowBytes + f]! * width;
        doubles[bin]! += floats[at]!;
        doubles[bin + 1]! += isPairs ? floats[at + 1]! : 1;
        if (isPairs) doubles[bin + 2]! += 1;
      }
    }
  }

  subtract(parent: number, end: number, child: number): void {
    this.#view();
    const doubles = this.#doubles;
    for (let to = parent / 8, from = child / 8; to < end / 8; to++, from++) doubles[to]! -= doubles[from]!;
  }

  part(bins: number, goesLeft: number, indices: number, start: number, stop: number, spare: number): number {
    this.#view();
    const [bytes, words] = [this.#bytes, this.#words];
    let left = spare / 4 + start;
    let right = spare / 4 + stop - 1;
    for (let i = start; i < stop; i++) {
      const row = words[indices / 4 + i]!;
      if (bytes[goesLeft + bytes[bins + row]!] === 1) words[left++] = row;
      else words[right--] = row;
    }
    return left - spare / 4 - start;
  }

  copyBack(from: number, to: number, n: number): void {
    this.#view();
    const words = this.#words;
    for (let i = 0; i < n; i++) words[to / 4 + i] = words[from / 4 - i]!;
  }

  scanFeatures(
    histogram: number,
    features: number,
    candidates: number,
    from: number,
    to: number,
    isPairs: number,
    rows: number,
    gradient: number,
    hessian: number,
    loss: number,
    minSamplesLeaf: number,
    minHessian: number,
    l2: number,
    best: number,
  ): void {
    this.#view();
    const node = [rows, gradient, hessian, loss] as const;
    const limits = [minSamplesLeaf, minHessian, l2] as const;
    const isCandidate = (feature: number) => this.#bytes[candidates + feature] === 1;
    this.#scan(histogram, features, isCandidate, from, to, isPairs, node, limits, best);
  }

  #scan(
    histogram: number,
    features: number,
    isCandidate: (feature: number) => boolean,
    from: number,
    to: number,
    isPairs: number,
    [rows, gradient, hessian, loss]: NodeSums,
    [minSamplesLeaf, minHessian, l2]: SplitLimits,
    best: number,
  ): void {
    const [words, doubles] = [this.#words, this.#doubles];
    const width = isPairs ? 3 : 2;
    const countAt = isPairs ? 2 : 1;
    const damping = l2 + 1e-15;
    let top = doubles[best / 8]!;
    let bar = (top - loss) * SAFE;
    for (let f = from; f < to; f++) {
      const [base, bins, hasMissing, isCategorical] = words.subarray(features / 4 + 4 * f) as unknown as [
        number,
        number,
        number,
        number,
      ];
      if (!isCandidate(f) || isCategorical) continue;
      for (let isFromRight = 0; isFromRight <= hasMissing; isFromRight++) {
        const places = isFromRight ? bins - 1 : bins - 1 + hasMissing;
        const step = isFromRight ? -width : width;
        let at = (histogram + base) / 8 + (isFromRight ? (bins - 1) * width : 0);
        let gradientNear = 0;
        let hessianNear = 0;
        let rowsNear = 0;
        for (let place = 0; place < places; place++, at += step) {
          rowsNear += doubles[at + countAt]!;
          hessianNear += doubles[at + 1]!;
          gradientNear += doubles[at]!;
          if (rowsNear < minSamplesLeaf || hessianNear < minHessian) continue;
          const hessianFar = hessian - hessianNear;
          if (rows - rowsNear < minSamplesLeaf || hessianFar < minHessian) break;
          const gradientFar = gradient - gradientNear;
          const weightNear = hessianNear + damping;
          const weightFar = hessianFar + damping;
          if (
            gradientNear * gradientNear * weightFar + gradientFar * gradientFar * weightNear <=
            bar * (weightNear * weightFar)
          ) {
            continue;
          }
          const [gradientLeft, gradientRight] = isFromRight
            ? [gradientFar, gradientNear]
            : [gradientNear, gradientFar];
          const [hessianLeft, hessianRight] = isFromRight
            ? [hessianFar, hessianNear]
            : [hessianNear, hessianFar];
          const left = -gradientLeft / (hessianLeft + l2 + 1e-15);
          const right = -gradientRight / (hessianRight + l2 + 1e-15);
          const gain = loss - gradientLeft * left - gradientRight * right;
          if (!(gain > top)) continue;
          top = gain;
          bar = (gain - loss) * SAFE;
          doubles[best / 8] = gain;
          doubles[best / 8 + 1] = f;
          doubles[best / 8 + 2] = isFromRight ? bins - 2 - place : place;
          doubles[best / 8 + 3] = gradientLeft;
          doubles[best / 8 + 4] = hessianLeft;
          doubles[best / 8 + 5] = isFromRight ? rows - rowsNear : rowsNear;
          doubles[best / 8 + 6] = isFromRight;
        }
      }
    }
  }

  subtractAndScan(
    small: number,
    large: number,
    features: number,
    bases: number,
    from: number,
    to: number,
    isPairs: number,
    nodes: number,
    limits: number,
    best: number,
  ): void {
    this.#view();
    const [words, doubles] = [this.#words, this.#doubles];
    const first = words[bases / 4 + from]!;
    this.subtract(large + first, large + words[bases / 4 + to]!, small + first);
    const limitsOfBoth = doubles.subarray(limits / 8) as unknown as SplitLimits;
    const isCandidate = () => true;
    [small, large].forEach((histogram, number) => {
      const node = doubles.subarray(nodes / 8 + 4 * number) as unknown as NodeSums;
      const record = best + RECORD_BYTES * number;
      this.#scan(histogram, features, isCandidate, from, to, isPairs, node, limitsOfBoth, record);
    });
  }

  /** Creates the views again if the memory has grown. */
  #view(): void {
    const { buffer } = this.#memory;
    if (this.#bytes.buffer === buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}
