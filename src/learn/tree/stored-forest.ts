import { checkSound, isWhole } from "../core/restored.ts";
import { type GrownTree, LEAF } from "./grown-tree.ts";
import { areLeafWeights, type LeafWeights, storeLeafWeights } from "./leaf-weights.ts";
import type { SingleMatrix } from "./single-precision.ts";

/**
 * Trees in the form in which they are stored: one after another, with 14 bytes per split, followed by the
 * values and the weights of the leaves.
 */
export interface StoredForest {
  /** Number of columns of the training data. */
  readonly features: number;
  /** Length of a leaf's value. */
  readonly width: number;
  /** The root of each tree: a node, or a leaf in the notation of `children`. */
  readonly roots: Int32Array;
  /** The column that each node compares. */
  readonly feature: Uint16Array | Int32Array;
  /** Rows whose value is at most this go left. */
  readonly threshold: Float32Array;
  /**
   * Two entries per node, left and right: either a node, with a greater number than its parent, or −1 − the row
   * of a leaf in `values`.
   */
  readonly children: Int32Array;
  /** Row-major, `width` numbers per leaf. Leaves with equal values may share a row. */
  readonly values: Float64Array;
  /**
   * The weight of the training rows of each leaf, tree by tree from left to right, for explanations. Absent in states of an
   * older format.
   */
  readonly leaf_weights?: LeafWeights;
}

interface WriteOptions {
  readonly areProbabilities?: boolean;
  readonly features?: Int32Array;
}

/** Appends grown trees to a stored forest, their nodes in pre-order. */
export class ForestWriter {
  readonly #features: number;
  readonly #width: number;
  readonly #roots: number[] = [];
  readonly #weights: number[] = [];
  #nodes = 0;
  #leaves = 0;
  #feature: Uint16Array | Int32Array;
  #threshold = new Float32Array(256);
  #children = new Int32Array(512);
  #values: Float64Array;
  /** For each class, the row shared by all leaves that are pure in it. */
  readonly #pure: Int32Array;

  constructor(features: number, width: number) {
    this.#features = features;
    this.#width = width;
    this.#feature = features <= 0x10000 ? new Uint16Array(256) : new Int32Array(256);
    this.#values = new Float64Array(256 * width);
    this.#pure = new Int32Array(width).fill(-1);
  }

  /**
   * Appends `tree`. With `areProbabilities`, values are class probabilities, and pure leaves of a class share a
   * row. `features` maps the column numbers of the tree to those of the data, if the tree was grown on a part of
   * the columns.
   */
  add(tree: GrownTree, { areProbabilities = false, features }: WriteOptions = {}): void {
    // Two numbers per entry: the node, and the slot for its number; −1 for the root.
    const open = [0, -1];
    while (open.length > 0) {
      const slot = open.pop()!;
      const node = open.pop()!;
      const isLeaf = tree.left[node] === LEAF;
      const reference = isLeaf ? -1 - this.#leafRow(tree, node, areProbabilities) : this.#nodes;
      if (slot < 0) this.#roots.push(reference);
      else this.#children[slot] = reference;
      if (isLeaf) {
        this.#weights.push(tree.weight[node]!);
        continue;
      }
      const at = this.#nodes++;
      if (at === this.#threshold.length) this.#growNodes();
      const feature = tree.feature[node]!;
      this.#feature[at] = features === undefined ? feature : features[feature]!;
      this.#threshold[at] = tree.threshold[node]!;
      open.push(tree.right[node]!, 2 * at + 1, tree.left[node]!, 2 * at);
    }
  }

  finish(): StoredForest {
    return {
      features: this.#features,
      width: this.#width,
      roots: Int32Array.from(this.#roots),
      feature: this.#feature.slice(0, this.#nodes),
      threshold: this.#threshold.slice(0, this.#nodes),
      children: this.#children.slice(0, 2 * this.#nodes),
      values: this.#values.slice(0, this.#leaves * this.#width),
      leaf_weights: storeLeafWeights(this.#weights),
    };
  }

  #leafRow(tree: GrownTree, node: number, areProbabilities: boolean): number {
    const width = this.#width;
    const from = node * width;
    let pure = -1;
    if (areProbabilities) {
      for (let k = 0; k < width; k++) if (tree.value[from + k] === 1) pure = k;
      if (pure >= 0 && this.#pure[pure]! >= 0) return this.#pure[pure]!;
    }
    const row = this.#leaves++;
    if ((row + 1) * width > this.#values.length) {
      const larger = new Float64Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    for (let k = 0; k < width; k++) this.#values[row * width + k] = tree.value[from + k]!;
    if (pure >= 0) this.#pure[pure] = row;
    return row;
  }

  #growNodes(): void {
    const size = 2 * this.#threshold.length;
    const feature = this.#feature instanceof Uint16Array ? new Uint16Array(size) : new Int32Array(size);
    feature.set(this.#feature);
    this.#feature = feature;
    const threshold = new Float32Array(size);
    threshold.set(this.#threshold);
    this.#threshold = threshold;
    const children = new Int32Array(2 * size);
    children.set(this.#children);
    this.#children = children;
  }
}

/** Which trees to add, and where their values go in a wider row. */
interface Placement {
  /** Trees `first`, `first + step`, … */
  readonly first: number;
  readonly step: number;
  /** Length of a row of the sums, and the position in it of the first number of a leaf. */
  readonly stride: number;
  readonly offset: number;
}

/**
 * Adds the leaf values of the trees, by default of all of them, to each row of `sums` (row-major, by default
 * `width` numbers per row). A row's sum does not depend on other rows. Cost O(n · depth) per tree.
 */
export function addForestPredictions(
  forest: StoredForest,
  X: SingleMatrix,
  sums: Float64Array,
  { first, step, stride, offset }: Placement = { first: 0, step: 1, stride: forest.width, offset: 0 },
): void {
  const { width, roots, feature, threshold, children, values } = forest;
  const { rows, columns, data } = X;
  for (let tree = first; tree < roots.length; tree += step) {
    const root = roots[tree]!;
    let i = 0;
    // Four rows descend together, because a single one would wait for memory at every node.
    for (; i + 4 <= rows; i += 4) {
      const row = i * columns;
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      while ((a | b | c | d) >= 0) {
        a = children[2 * a + +(data[row + feature[a]!]! > threshold[a]!)]!;
        b = children[2 * b + +(data[row + columns + feature[b]!]! > threshold[b]!)]!;
        c = children[2 * c + +(data[row + 2 * columns + feature[c]!]! > threshold[c]!)]!;
        d = children[2 * d + +(data[row + 3 * columns + feature[d]!]! > threshold[d]!)]!;
      }
      const out = i * stride + offset;
      addLeaf(values, width, sums, out, walk(forest, data, row, a));
      addLeaf(values, width, sums, out + stride, walk(forest, data, row + columns, b));
      addLeaf(values, width, sums, out + 2 * stride, walk(forest, data, row + 2 * columns, c));
      addLeaf(values, width, sums, out + 3 * stride, walk(forest, data, row + 3 * columns, d));
    }
    for (; i < rows; i++) {
      addLeaf(values, width, sums, i * stride + offset, walk(forest, data, i * columns, root));
    }
  }
}

/** Descends from `node` to the leaf of the row that starts at `data[row]`. */
function walk({ feature, threshold, children }: StoredForest, data: Float32Array, row: number, node: number) {
  let at = node;
  while (at >= 0) at = children[2 * at + +(data[row + feature[at]!]! > threshold[at]!)]!;
  return at;
}

function addLeaf(values: Float64Array, width: number, sums: Float64Array, out: number, leaf: number): void {
  const from = (-1 - leaf) * width;
  for (let k = 0; k < width; k++) sums[out + k]! += values[from + k]!;
}

/** Returns the depth of the deepest leaf of tree `tree`, and its number of leaves. */
export function treeShape(forest: StoredForest, tree: number): { depth: number; leaves: number } {
  let depth = 0;
  let leaves = 0;
  const open = [forest.roots[tree]!, 0];
  while (open.length > 0) {
    const level = open.pop()!;
    const node = open.pop()!;
    if (node < 0) {
      leaves++;
      depth = Math.max(depth, level);
      continue;
    }
    open.push(forest.children[2 * node]!, level + 1, forest.children[2 * node + 1]!, level + 1);
  }
  return { depth, leaves };
}

/**
 * Throws `StateError` unless `forest` can be walked safely: arrays of matching lengths, existing columns,
 * children after their parents so that every walk ends, and leaves of finite numbers.
 */
export function checkForest(type: string, forest: unknown): void {
  const { features, width, roots, feature, threshold, children, values, leaf_weights } = (forest ??
    {}) as StoredForest;
  const fits =
    isWhole(features, 1) &&
    isWhole(width, 1) &&
    roots instanceof Int32Array &&
    roots.length >= 1 &&
    (feature instanceof Uint16Array || feature instanceof Int32Array) &&
    threshold instanceof Float32Array &&
    children instanceof Int32Array &&
    values instanceof Float64Array &&
    threshold.length === feature.length &&
    children.length === 2 * feature.length &&
    values.length % width === 0 &&
    values.every(Number.isFinite) &&
    feature.every((column) => column >= 0 && column < features) &&
    areLeafWeights(leaf_weights, feature.length + roots.length);
  checkSound(type, fits);
  const leaves = values.length / width;
  const isReference = (target: number, least: number) =>
    target >= 0 ? target >= least && target < feature.length : -1 - target < leaves;
  checkSound(
    type,
    roots.every((root) => isReference(root, 0)) &&
      children.every((child, at) => isReference(child, (at >> 1) + 1)),
  );
}
