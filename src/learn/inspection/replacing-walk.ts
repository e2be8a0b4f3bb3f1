import type { TreeExplanation, TreeRouter, WeightedForest } from "../core/explanation.ts";
import type { Table } from "../core/table.ts";

/** The rows whose columns are replaced, and what by. */
export interface Replaced {
  /** The first rows of the table. */
  readonly rows: number;
  /** Which group each column belongs to: the columns of a group are replaced together; -1 for a column that stays. */
  readonly groups: Int32Array;
  /** For each group, block by block, the row whose values each row gets. */
  readonly lenders: readonly Int32Array[];
}

/**
 * Walks through trees for rows of which one group of columns at a time takes the values of other rows. A row with such values
 * leaves the path of the unchanged row at the first split on the group that sends it to the other side, and follows a path of its
 * own from there. All groups share the path of the unchanged row, and all values that leave it together share theirs.
 */
export class ReplacingWalk {
  readonly #explanation: TreeExplanation;
  readonly #forest: WeightedForest;
  readonly #router: TreeRouter;
  readonly #columns: number;
  /** The rows, the columns of the nodes and their thresholds: arrays of one type each, so that the loops are compiled once. */
  readonly #data: Float64Array;
  readonly #feature: Int32Array;
  readonly #thresholds: Float64Array;
  readonly #arePlain: boolean;
  /** Paths that have left that of the unchanged row, and are still to be followed: node, group, blocks. */
  #open = new Int32Array(96);

  constructor(explanation: TreeExplanation, X: Table) {
    this.#explanation = explanation;
    this.#forest = explanation.forest;
    this.#router = explanation.route(X);
    this.#columns = X.columns;
    const { data, thresholds } = this.#router;
    this.#data = new Float64Array(data);
    this.#feature = new Int32Array(this.#forest.feature);
    this.#arePlain = thresholds !== undefined;
    this.#thresholds = new Float64Array(thresholds ?? []);
  }

  /** Returns the outputs of the first `rows` rows as they are, n × k. */
  outputs(rows: number): Float64Array {
    const { init, scale } = this.#explanation;
    const { roots, children } = this.#forest;
    const k = init.length;
    const outputs = new Float64Array(rows * k);
    for (let tree = 0; tree < roots.length; tree++) {
      for (let row = 0; row < rows; row++) {
        const from = row * this.#columns;
        let node = roots[tree]!;
        while (node >= 0) {
          node = children[2 * node + this.#side(this.#data[from + this.#feature[node]!]!, node)]!;
        }
        this.#addLeaf(node, tree, outputs, row * k);
      }
    }
    for (let at = 0; at < outputs.length; at++) outputs[at] = init[at % k]! + scale * outputs[at]!;
    return outputs;
  }

  #side(value: number, node: number): number {
    return this.#arePlain ? +(value > this.#thresholds[node]!) : this.#router.sideOf(value, node);
  }

  /** Adds the value of a leaf of tree `tree` to `outputs[at …]`. */
  #addLeaf(leaf: number, tree: number, outputs: Float64Array, at: number): void {
    const { width, values, firstValue } = this.#forest;
    const k = this.#explanation.init.length;
    if (width === 1) {
      outputs[at + (tree % k)]! += values[-1 - leaf]!;
      return;
    }
    const from = (-1 - leaf) * width + firstValue;
    for (let o = 0; o < k; o++) outputs[at + o]! += values[from + o]!;
  }

  /** Returns the outputs for each group, block by block. `base` are the outputs of the rows as they are. */
  replaced(base: Float64Array, replaced: Replaced): Float64Array[] {
    const { init, scale } = this.#explanation;
    const { roots } = this.#forest;
    const { lenders, rows } = replaced;
    const blocks = lenders.reduce((most, lending) => Math.max(most, lending.length / rows), 0);
    const lent = this.#lent(replaced, blocks);
    const outputs = lenders.map((lending) => new Float64Array(lending.length * init.length));
    for (let tree = 0; tree < roots.length; tree++) this.#walk(tree, replaced, blocks, lent, outputs);
    for (const data of outputs) {
      for (let at = 0; at < data.length; at++) data[at] = base[at % base.length]! + scale * data[at]!;
    }
    return outputs;
  }

  /** Returns the values of the lenders: for each row and column, block by block. */
  #lent({ rows, groups, lenders }: Replaced, blocks: number): Float64Array {
    const p = this.#columns;
    const lent = new Float64Array(rows * p * blocks);
    for (let j = 0; j < p; j++) {
      const lending = lenders[groups[j]!];
      if (lending === undefined) continue;
      for (let i = 0, block = 0, row = 0; i < lending.length; i++) {
        lent[(row * p + j) * blocks + block] = this.#data[lending[i]! * p + j]!;
        if (++row < rows) continue;
        row = 0;
        block++;
      }
    }
    return lent;
  }

  /** Adds to `outputs` what each block of each group changes in one tree, for all rows. */
  #walk(
    tree: number,
    { rows, groups, lenders }: Replaced,
    blocks: number,
    lent: Float64Array,
    outputs: readonly Float64Array[],
  ): void {
    const { roots, children } = this.#forest;
    const feature = this.#feature;
    const data = this.#data;
    const p = this.#columns;
    const root = roots[tree]!;
    /** For each group, the blocks that are still on the path of the unchanged row. */
    const following = new Int32Array(lenders.length);
    const all = Int32Array.from(lenders, (lending) => 2 ** (lending.length / rows) - 1);
    for (let row = 0; row < rows; row++) {
      const from = row * p;
      following.set(all);
      let open = 0;
      let node = root;
      while (node >= 0) {
        const column = feature[node]!;
        const side = this.#side(data[from + column]!, node);
        const group = groups[column]!;
        if (group >= 0) {
          const right = this.#goingRight(lent, (from + column) * blocks, blocks, node);
          const leaving = (side === 1 ? ~right : right) & following[group]!;
          if (leaving !== 0) {
            following[group]! ^= leaving;
            open = this.#push(open, children[2 * node + 1 - side]!, group, leaving);
          }
        }
        node = children[2 * node + side]!;
      }
      const unchanged = node;
      while (open > 0) {
        open -= 3;
        node = this.#open[open]!;
        const group = this.#open[open + 1]!;
        let bits = this.#open[open + 2]!;
        while (node >= 0) {
          const column = feature[node]!;
          let side: number;
          if (groups[column] === group) {
            const right = this.#goingRight(lent, (from + column) * blocks, blocks, node) & bits;
            side = right === 0 ? 0 : 1;
            if (right !== 0 && right !== bits) {
              open = this.#push(open, children[2 * node]!, group, bits ^ right);
              bits = right;
            }
          } else side = this.#side(data[from + column]!, node);
          node = children[2 * node + side]!;
        }
        if (node !== unchanged) this.#addChange(node, unchanged, tree, bits, row, rows, outputs[group]!);
      }
    }
  }

  /** Returns the blocks, as bits, whose value goes right at `node`; the values start at `lent[from]`. */
  #goingRight(lent: Float64Array, from: number, blocks: number, node: number): number {
    let right = 0;
    if (this.#arePlain) {
      const threshold = this.#thresholds[node]!;
      for (let block = 0; block < blocks; block++) right |= +(lent[from + block]! > threshold) << block;
      return right;
    }
    for (let block = 0; block < blocks; block++)
      right |= this.#router.sideOf(lent[from + block]!, node) << block;
    return right;
  }

  /** Adds the difference between two leaves to the outputs of the blocks `bits` of a row. */
  #addChange(
    leaf: number,
    unchanged: number,
    tree: number,
    bits: number,
    row: number,
    rows: number,
    outputs: Float64Array,
  ): void {
    const { width, values, firstValue } = this.#forest;
    const k = this.#explanation.init.length;
    const isOne = width === 1;
    const first = isOne ? tree % k : 0;
    const end = isOne ? first + 1 : k;
    for (let o = first; o < end; o++) {
      const entry = isOne ? 0 : firstValue + o;
      const change = values[(-1 - leaf) * width + entry]! - values[(-1 - unchanged) * width + entry]!;
      if (change === 0) continue;
      for (let left = bits, to = row * k + o; left !== 0; left >>>= 1, to += rows * k) {
        if ((left & 1) === 1) outputs[to]! += change;
      }
    }
  }

  /** Adds an open path at `open`; returns the new end. */
  #push(open: number, node: number, group: number, bits: number): number {
    if (open === this.#open.length) {
      const larger = new Int32Array(2 * open);
      larger.set(this.#open);
      this.#open = larger;
    }
    this.#open[open] = node;
    this.#open[open + 1] = group;
    this.#open[open + 2] = bits;
    return open + 3;
  }
}
