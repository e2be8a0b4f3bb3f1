/** Marks a leaf in `left` and `feature`. */
export const LEAF = -1;

/**
 * A tree while it grows: one entry a node in growable arrays, the root first, children after their parents. It is
 * reused for the next tree by `clear`.
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
  /** Where the rows of a node stand in the grower's `rows`: first, and one past the last. */
  start = new Int32Array(64);
  end = new Int32Array(64);
  /** `width` numbers a node. */
  value: Float64Array;

  /** `width`: numbers in a node's value. */
  constructor(width: number) {
    this.width = width;
    this.value = new Float64Array(64 * width);
  }

  /** Forgets all nodes. */
  clear(): void {
    this.count = 0;
  }

  /** Adds a leaf and gives its number; `split` may make it a node with children. */
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

  /** Turns a leaf into a node; its children are set when they are added. */
  split(node: number, feature: number, threshold: number): void {
    this.feature[node] = feature;
    this.threshold[node] = threshold;
  }

  /** Turns a node into a leaf, for pruning; its descendants are no longer reached. */
  makeLeaf(node: number): void {
    this.feature[node] = LEAF;
    this.left[node] = LEAF;
    this.right[node] = LEAF;
  }

  /** The leaves, from left to right. */
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

  /** The leaf that row `row` of `columns` falls into. */
  leafOf(columns: readonly Float32Array[], row: number): number {
    const { feature, threshold, left, right } = this;
    let node = 0;
    while (left[node] !== LEAF) {
      node = columns[feature[node]!]![row]! <= threshold[node]! ? left[node]! : right[node]!;
    }
    return node;
  }

  /**
   * Adds to `importances` how much impurity the splits by each feature took away, as a share of the total weight.
   * Not normalised.
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
