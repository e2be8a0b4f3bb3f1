// The innermost loops of histograms. A bin holds gradient and count (2 doubles), or gradient, count, hessian and a
// gap (4 doubles). Rows are added four features at a time, so that a row's index, gradient and bins are loaded once
// for them; features left over one by one. "Root" loops take all rows in their order and leave the counts alone,
// which are the same for all trees. The eight differ only in that and are kept apart to stay monomorphic.

/** Brings the gradients of rows `indices[start … stop)` into the order of the node. */
export function gather(
  gradients: Float32Array,
  indices: Int32Array,
  start: number,
  stop: number,
  ordered: Float64Array,
): void {
  for (let i = start, k = 0; i < stop; i++, k++) ordered[k] = gradients[indices[i]!]!;
}

/** The same for pairs of gradient and hessian. */
export function gatherPairs(
  gradients: Float32Array,
  indices: Int32Array,
  start: number,
  stop: number,
  ordered: Float64Array,
): void {
  for (let i = start, k = 0; i < stop; i++, k += 2) {
    const at = indices[i]! * 2;
    ordered[k] = gradients[at]!;
    ordered[k + 1] = gradients[at + 1]!;
  }
}

/** Adds rows of a node to four histograms, whose bins begin at the bases: gradients and counts. */
export function addFour(
  words: Int32Array,
  offset: number,
  indices: Int32Array,
  start: number,
  stop: number,
  ordered: Float64Array,
  histogram: Float64Array,
  baseA: number,
  baseB: number,
  baseC: number,
  baseD: number,
): void {
  for (let i = start, k = 0; i < stop; i++, k++) {
    const word = words[offset + indices[i]!]!;
    const gradient = ordered[k]!;
    const a = baseA + ((word & 255) << 1);
    histogram[a]! += gradient;
    histogram[a + 1]! += 1;
    const b = baseB + (((word >>> 8) & 255) << 1);
    histogram[b]! += gradient;
    histogram[b + 1]! += 1;
    const c = baseC + (((word >>> 16) & 255) << 1);
    histogram[c]! += gradient;
    histogram[c + 1]! += 1;
    const d = baseD + ((word >>> 24) << 1);
    histogram[d]! += gradient;
    histogram[d + 1]! += 1;
  }
}

/** The same with hessians. */
export function addFourPairs(
  words: Int32Array,
  offset: number,
  indices: Int32Array,
  start: number,
  stop: number,
  ordered: Float64Array,
  histogram: Float64Array,
  baseA: number,
  baseB: number,
  baseC: number,
  baseD: number,
): void {
  for (let i = start, k = 0; i < stop; i++, k += 2) {
    const word = words[offset + indices[i]!]!;
    const gradient = ordered[k]!;
    const hessian = ordered[k + 1]!;
    const a = baseA + ((word & 255) << 2);
    histogram[a]! += gradient;
    histogram[a + 1]! += 1;
    histogram[a + 2]! += hessian;
    const b = baseB + (((word >>> 8) & 255) << 2);
    histogram[b]! += gradient;
    histogram[b + 1]! += 1;
    histogram[b + 2]! += hessian;
    const c = baseC + (((word >>> 16) & 255) << 2);
    histogram[c]! += gradient;
    histogram[c + 1]! += 1;
    histogram[c + 2]! += hessian;
    const d = baseD + ((word >>> 24) << 2);
    histogram[d]! += gradient;
    histogram[d + 1]! += 1;
    histogram[d + 2]! += hessian;
  }
}

/** Adds the gradients of all rows to four histograms. */
export function addFourOfRoot(
  words: Int32Array,
  offset: number,
  rows: number,
  gradients: Float32Array,
  histogram: Float64Array,
  baseA: number,
  baseB: number,
  baseC: number,
  baseD: number,
): void {
  for (let i = 0; i < rows; i++) {
    const word = words[offset + i]!;
    const gradient = gradients[i]!;
    const a = baseA + ((word & 255) << 1);
    histogram[a]! += gradient;
    const b = baseB + (((word >>> 8) & 255) << 1);
    histogram[b]! += gradient;
    const c = baseC + (((word >>> 16) & 255) << 1);
    histogram[c]! += gradient;
    const d = baseD + ((word >>> 24) << 1);
    histogram[d]! += gradient;
  }
}

/** The same with hessians. */
export function addFourPairsOfRoot(
  words: Int32Array,
  offset: number,
  rows: number,
  gradients: Float32Array,
  histogram: Float64Array,
  baseA: number,
  baseB: number,
  baseC: number,
  baseD: number,
): void {
  for (let i = 0, k = 0; i < rows; i++, k += 2) {
    const word = words[offset + i]!;
    const gradient = gradients[k]!;
    const hessian = gradients[k + 1]!;
    const a = baseA + ((word & 255) << 2);
    histogram[a]! += gradient;
    histogram[a + 2]! += hessian;
    const b = baseB + (((word >>> 8) & 255) << 2);
    histogram[b]! += gradient;
    histogram[b + 2]! += hessian;
    const c = baseC + (((word >>> 16) & 255) << 2);
    histogram[c]! += gradient;
    histogram[c + 2]! += hessian;
    const d = baseD + ((word >>> 24) << 2);
    histogram[d]! += gradient;
    histogram[d + 2]! += hessian;
  }
}

/** Adds rows of a node to the histogram of the feature at bit `shift` of the words. */
export function addOne(
  words: Int32Array,
  offset: number,
  shift: number,
  indices: Int32Array,
  start: number,
  stop: number,
  ordered: Float64Array,
  histogram: Float64Array,
  base: number,
): void {
  for (let i = start, k = 0; i < stop; i++, k++) {
    const at = base + (((words[offset + indices[i]!]! >>> shift) & 255) << 1);
    histogram[at]! += ordered[k]!;
    histogram[at + 1]! += 1;
  }
}

/** The same with hessians. */
export function addOnePairs(
  words: Int32Array,
  offset: number,
  shift: number,
  indices: Int32Array,
  start: number,
  stop: number,
  ordered: Float64Array,
  histogram: Float64Array,
  base: number,
): void {
  for (let i = start, k = 0; i < stop; i++, k += 2) {
    const at = base + (((words[offset + indices[i]!]! >>> shift) & 255) << 2);
    histogram[at]! += ordered[k]!;
    histogram[at + 1]! += 1;
    histogram[at + 2]! += ordered[k + 1]!;
  }
}

/** Adds the gradients of all rows to the histogram of the feature at bit `shift` of the words. */
export function addOneOfRoot(
  words: Int32Array,
  offset: number,
  shift: number,
  rows: number,
  gradients: Float32Array,
  histogram: Float64Array,
  base: number,
): void {
  for (let i = 0; i < rows; i++) {
    const at = base + (((words[offset + i]! >>> shift) & 255) << 1);
    histogram[at]! += gradients[i]!;
  }
}

/** The same with hessians. */
export function addOnePairsOfRoot(
  words: Int32Array,
  offset: number,
  shift: number,
  rows: number,
  gradients: Float32Array,
  histogram: Float64Array,
  base: number,
): void {
  for (let i = 0, k = 0; i < rows; i++, k += 2) {
    const at = base + (((words[offset + i]! >>> shift) & 255) << 2);
    histogram[at]! += gradients[k]!;
    histogram[at + 2]! += gradients[k + 1]!;
  }
}
