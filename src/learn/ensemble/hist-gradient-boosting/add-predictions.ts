import { LEAF } from "../../tree/grown-tree.ts";
import { IS_CATEGORICAL, MISSING_GOES_LEFT, SET_WORDS, type TreeEnsemble } from "./tree-ensemble.ts";

/**
 * Rows are processed in blocks of about this many doubles, which stay in the processor's cache for all trees.
 */
const BLOCK_DOUBLES = 8192;

/**
 * Adds the predictions of the trees `from` … `to` − 1 for each row of `X` (rows × p, row-major; NaN for missing and
 * unknown values) to `raw` (rows × perIteration, row-major). Tree t adds to column t % perIteration. Each row's sum
 * is formed in the order of the trees and does not depend on the other rows. Cost: rows · trees · depth.
 */
export function addEnsemblePredictions(
  ensemble: TreeEnsemble,
  from: number,
  to: number,
  perIteration: number,
  X: Float64Array,
  rows: number,
  p: number,
  raw: Float64Array,
): void {
  const { starts } = ensemble;
  const block = Math.max(16, Math.floor(BLOCK_DOUBLES / p));
  const paths = rows < 4 ? undefined : pathsOf(ensemble);
  for (let start = 0; start < rows; start += block) {
    const stop = Math.min(start + block, rows);
    const isComplete = paths !== undefined && !hasMissing(X, start * p, stop * p);
    for (let t = from; t < to; t++) {
      const out = raw.subarray(t % perIteration);
      // Four rows at a time, and the rest one by one.
      const first =
        paths === undefined || paths.isCategorical[t] === 1
          ? start
          : isComplete
            ? addToFour(ensemble, paths, t, X, start, stop, p, out, perIteration)
            : addToFourWithMissing(ensemble, paths, t, X, start, stop, p, out, perIteration);
      addToEach(ensemble, starts[t]!, X, first, stop, p, out, perIteration);
    }
  }
}

/**
 * The trees in the form in which several rows descend together. Leaves point to themselves, so that rows that
 * have reached one can continue until the others have too.
 */
interface Paths {
  /** Two entries per node: left and right. */
  readonly children: Int32Array;
  /** The column that a node compares; any column for a leaf. */
  readonly column: Int32Array;
  /** The threshold of a node; infinite for a leaf. */
  readonly threshold: Float64Array;
  readonly isLeaf: Uint8Array;
  /** 1 for a tree with categorical splits. */
  readonly isCategorical: Uint8Array;
}

const known = new WeakMap<TreeEnsemble, Paths>();

function pathsOf(ensemble: TreeEnsemble): Paths {
  const found = known.get(ensemble);
  if (found !== undefined) return found;
  const { starts, feature, split, right, flags } = ensemble;
  const isLeaf = Uint8Array.from(feature, (column) => (column === LEAF ? 1 : 0));
  const children = new Int32Array(2 * feature.length);
  for (let node = 0; node < feature.length; node++) {
    children[2 * node] = isLeaf[node] === 1 ? node : node + 1;
    children[2 * node + 1] = isLeaf[node] === 1 ? node : right[node]!;
  }
  const paths: Paths = {
    children,
    column: feature.map((column) => Math.max(column, 0)),
    threshold: split.map((threshold, node) => (isLeaf[node] === 1 ? Number.POSITIVE_INFINITY : threshold)),
    isLeaf,
    isCategorical: Uint8Array.from(starts.subarray(0, -1), (start, t) =>
      flags.subarray(start, starts[t + 1]).some((flag) => (flag & IS_CATEGORICAL) !== 0) ? 1 : 0,
    ),
  };
  known.set(ensemble, paths);
  return paths;
}

function hasMissing(X: Float64Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (Number.isNaN(X[at]!)) return true;
  return false;
}

/**
 * Four rows descend together, because a single one would wait for memory at every node, and a branch to the
 * left or right would be mispredicted half of the time. Only every third step checks whether all have reached a
 * leaf. Returns the first row left over.
 */
function addToFour(
  { starts, split }: TreeEnsemble,
  { children, column, threshold, isLeaf }: Paths,
  tree: number,
  X: Float64Array,
  start: number,
  stop: number,
  p: number,
  out: Float64Array,
  stride: number,
): number {
  const root = starts[tree]!;
  const step = (node: number, row: number) =>
    children[2 * node + +(X[row + column[node]!]! > threshold[node]!)]!;
  let i = start;
  for (; i + 4 <= stop; i += 4) {
    const row = i * p;
    const rowB = row + p;
    const rowC = rowB + p;
    const rowD = rowC + p;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    do {
      a = step(step(step(a, row), row), row);
      b = step(step(step(b, rowB), rowB), rowB);
      c = step(step(step(c, rowC), rowC), rowC);
      d = step(step(step(d, rowD), rowD), rowD);
    } while ((isLeaf[a]! & isLeaf[b]! & isLeaf[c]! & isLeaf[d]!) === 0);
    out[i * stride]! += split[a]!;
    out[(i + 1) * stride]! += split[b]!;
    out[(i + 2) * stride]! += split[c]!;
    out[(i + 3) * stride]! += split[d]!;
  }
  return i;
}

/** `addToFour` for rows with missing values, for which every comparison is false. */
function addToFourWithMissing(
  { starts, split, flags }: TreeEnsemble,
  { children, column, threshold, isLeaf }: Paths,
  tree: number,
  X: Float64Array,
  start: number,
  stop: number,
  p: number,
  out: Float64Array,
  stride: number,
): number {
  const root = starts[tree]!;
  const step = (node: number, row: number) => {
    const value = X[row + column[node]!]!;
    const isMissingLeft = +Number.isNaN(value) & flags[node]!;
    return children[2 * node + (+!(value <= threshold[node]!) & ~isMissingLeft)]!;
  };
  let i = start;
  for (; i + 4 <= stop; i += 4) {
    const row = i * p;
    const rowB = row + p;
    const rowC = rowB + p;
    const rowD = rowC + p;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    do {
      a = step(step(step(a, row), row), row);
      b = step(step(step(b, rowB), rowB), rowB);
      c = step(step(step(c, rowC), rowC), rowC);
      d = step(step(step(d, rowD), rowD), rowD);
    } while ((isLeaf[a]! & isLeaf[b]! & isLeaf[c]! & isLeaf[d]!) === 0);
    out[i * stride]! += split[a]!;
    out[(i + 1) * stride]! += split[b]!;
    out[(i + 2) * stride]! += split[c]!;
    out[(i + 3) * stride]! += split[d]!;
  }
  return i;
}

function addToEach(
  { feature, split, right, flags, categories }: TreeEnsemble,
  root: number,
  X: Float64Array,
  start: number,
  stop: number,
  p: number,
  out: Float64Array,
  stride: number,
): void {
  for (let i = start, row = start * p; i < stop; i++, row += p) {
    let node = root;
    for (let column = feature[node]!; column >= 0; column = feature[node]!) {
      const value = X[row + column]!;
      const flag = flags[node]!;
      let isLeft: boolean;
      if (Number.isNaN(value)) isLeft = (flag & MISSING_GOES_LEFT) !== 0;
      else if ((flag & IS_CATEGORICAL) === 0) isLeft = value <= split[node]!;
      else isLeft = ((categories[split[node]! * SET_WORDS + (value >>> 5)]! >>> (value & 31)) & 1) === 1;
      node = isLeft ? node + 1 : right[node]!;
    }
    out[i * stride]! += split[node]!;
  }
}
