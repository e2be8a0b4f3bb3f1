import { IS_CATEGORICAL, LEAF, MISSING_GOES_LEFT, SET_WORDS, type TreeEnsemble } from "./tree-ensemble.ts";

/** Rows are taken in blocks of about this many doubles, so that they stay in the cache for all trees. */
const BLOCK_DOUBLES = 8192;

/**
 * Adds to `raw` (rows × perIteration, row-major) what the trees `from` … `to` − 1 say about each row of `X` (rows ×
 * p, row-major; NaN for missing and unknown); tree t counts for column t % perIteration. Each row's sum is
 * formed in the order of the trees, whatever rows stand beside it. Cost: rows · trees · depth.
 */
export function addPredictions(
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

/** What the walk of several rows at a time follows. */
interface Paths {
  /** Two entries a node: left and right. A leaf stands there as ~node. */
  readonly children: Int32Array;
  /** The same for the root of each tree. */
  readonly roots: Int32Array;
  /** 1 for a tree that asks for categories. */
  readonly isCategorical: Uint8Array;
}

const known = new WeakMap<TreeEnsemble, Paths>();

function pathsOf(ensemble: TreeEnsemble): Paths {
  const found = known.get(ensemble);
  if (found !== undefined) return found;
  const { starts, feature, right, flags } = ensemble;
  const reference = (node: number) => (feature[node] === LEAF ? ~node : node);
  const children = new Int32Array(2 * feature.length);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] === LEAF) continue;
    children[2 * node] = reference(node + 1);
    children[2 * node + 1] = reference(right[node]!);
  }
  const roots = Int32Array.from(starts.subarray(0, -1), reference);
  const isCategorical = Uint8Array.from(roots, (_, t) =>
    flags.subarray(starts[t], starts[t + 1]).some((flag) => (flag & IS_CATEGORICAL) !== 0) ? 1 : 0,
  );
  const paths = { children, roots, isCategorical };
  known.set(ensemble, paths);
  return paths;
}

function hasMissing(X: Float64Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (Number.isNaN(X[at]!)) return true;
  return false;
}

/**
 * Four rows go down together, because each would wait for memory at every node; where the first has arrived, the others
 * go on alone. Returns the first row left over.
 */
function addToFour(
  { feature, split }: TreeEnsemble,
  { children, roots }: Paths,
  tree: number,
  X: Float64Array,
  start: number,
  stop: number,
  p: number,
  out: Float64Array,
  stride: number,
): number {
  const root = roots[tree]!;
  const walk = (node: number, row: number) => {
    let at = node;
    while (at >= 0) at = children[2 * at + +(X[row + feature[at]!]! > split[at]!)]!;
    return split[~at]!;
  };
  let i = start;
  for (; i + 4 <= stop; i += 4) {
    const row = i * p;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    while ((a | b | c | d) >= 0) {
      a = children[2 * a + +(X[row + feature[a]!]! > split[a]!)]!;
      b = children[2 * b + +(X[row + p + feature[b]!]! > split[b]!)]!;
      c = children[2 * c + +(X[row + 2 * p + feature[c]!]! > split[c]!)]!;
      d = children[2 * d + +(X[row + 3 * p + feature[d]!]! > split[d]!)]!;
    }
    out[i * stride]! += walk(a, row);
    out[(i + 1) * stride]! += walk(b, row + p);
    out[(i + 2) * stride]! += walk(c, row + 2 * p);
    out[(i + 3) * stride]! += walk(d, row + 3 * p);
  }
  return i;
}

/** The same where values may be missing: no comparison with one holds. */
function addToFourWithMissing(
  { feature, split, flags }: TreeEnsemble,
  { children, roots }: Paths,
  tree: number,
  X: Float64Array,
  start: number,
  stop: number,
  p: number,
  out: Float64Array,
  stride: number,
): number {
  const root = roots[tree]!;
  const step = (node: number, row: number) => {
    const value = X[row + feature[node]!]!;
    const isMissingLeft = +Number.isNaN(value) & flags[node]!;
    return children[2 * node + (+!(value <= split[node]!) & ~isMissingLeft)]!;
  };
  const walk = (node: number, row: number) => {
    let at = node;
    while (at >= 0) at = step(at, row);
    return split[~at]!;
  };
  let i = start;
  for (; i + 4 <= stop; i += 4) {
    const row = i * p;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    while ((a | b | c | d) >= 0) {
      a = step(a, row);
      b = step(b, row + p);
      c = step(c, row + 2 * p);
      d = step(d, row + 3 * p);
    }
    out[i * stride]! += walk(a, row);
    out[(i + 1) * stride]! += walk(b, row + p);
    out[(i + 2) * stride]! += walk(c, row + 2 * p);
    out[(i + 3) * stride]! += walk(d, row + 3 * p);
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
