/** Marks a leaf, in `left` and `feature`. */
export const LEAF = -1;

/**
 * A tree while it is grown: growable arrays with one entry per node, the root first, children after their
 * parents. `clear` reuses it for the next tree.
 */
export class GrownTree {
  readonly width: number;
  count = 0;
  feature = new Int32Array(64);
  threshold = new Float64Array(64);
  /** The left child, or `LEAF`. */
  left = new Int32Array(64);
  right = new Int32Array(64);
  impurity = new Float64Array(64);
  weight = new Float64Array(64);
  /** The rows of a node are `rows[start … end − 1]` of the grower. */
  start = new Int32Array(64);
  end = new Int32Array(64);
  /** `width` numbers per node. */
  value: Float64Array;

  /** `width`: length of a node's value. */
  constructor(width: number) {
    this.width = width;
    this.value = new Float64Array(64 * width);
  }

  /** Removes all nodes. */
  clear(): void {
    this.count = 0;
  }

  /** Adds a leaf and returns its number; `split` can turn it into an inner node. */
  addLeaf(impurity: number, weight: number, start: number, end: number): number {
    const node = this.count++;
    if (node === this.feature.length) this.#double();
    this.feature[node] = LEAF;
    this.left[node] = LEAF;
    this.right[node] = LEAF;
    this.impurity[node] = impurity;
    this.weight[node] = weight;
    this.start[node] = start;
    this.end[node] = end;
    return node;
  }

  /** Turns a leaf into an inner node; its children are set when they are added. */
  split(node: number, feature: number, threshold: number): void {
    this.feature[node] = feature;
    this.threshold[node] = threshold;
  }

  /** Turns an inner node into a leaf, for pruning; its descendants become unreachable. */
  makeLeaf(node: number): void {
    this.feature[node] = LEAF;
    this.left[node] = LEAF;
    this.right[node] = LEAF;
  }

  /** Returns the leaves from left to right. */
  leaves(): number[] {
    const leaves: number[] = [];
    const open = [0];
    while (open.length > 0) {
      const node = open.pop()!;
      if (this.left[node] === LEAF) leaves.push(node);
      else open.push(this.right[node]!, this.left[node]!);
    }
    return leaves;
  }

  /** Returns the leaf that row `row` of `columns` falls into. */
  leafOf(columns: readonly Float32Array[], row: number): number {
    const { feature, threshold, left, right } = this;
    let node = 0;
    while (left[node] !== LEAF) {
      node = columns[feature[node]!]![row]! <= threshold[node]! ? left[node]! : right[node]!;
    }
    return node;
  }

  /**
   * Adds to `importances` how much the splits on each feature decrease the impurity, as a fraction of the total
   * weight. Not normalised.
   */
  addImportances(importances: Float64Array): void {
    const { feature, left, right, weight, impurity } = this;
    const total = weight[0]!;
    const open = [0];
    while (open.length > 0) {
      const node = open.pop()!;
      if (left[node] === LEAF) continue;
      const l = left[node]!;
      const r = right[node]!;
      const decrease =
        weight[node]! * impurity[node]! - weight[l]! * impurity[l]! - weight[r]! * impurity[r]!;
      importances[feature[node]!]! += decrease / total;
      open.push(r, l);
    }
  }

  #double(): void {
    const grow = <T extends Int32Array | Float64Array>(old: T): T => {
      const larger = new (old.constructor as new (length: number) => T)(2 * old.length);
      larger.set(old);
      return larger;
    };
    this.feature = grow(this.feature);
    this.threshold = grow(this.threshold);
    this.left = grow(this.left);
    this.right = grow(this.right);
    this.impurity = grow(this.impurity);
    this.weight = grow(this.weight);
    this.start = grow(this.start);
    this.end = grow(this.end);
    this.value = grow(this.value);
  }
}
