import type { TreeExplanation, TreeRouter, WeightedForest } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Apart } from "./apart.ts";
import type { FastOutputs } from "./replaced-sums.ts";
import type { Replacement } from "./replacement.ts";

/** Most blocks: each is a bit of a number. */
export const MOST_BLOCKS = 30;
/** Most changes of outputs that are kept at a time. */
const MOST_CHANGES = 2_000_000;

/**
 * Returns the outputs of trees. A row with one column replaced leaves the path of the unchanged row at the first split on that
 * column that sends its new value to the other side, and follows its own path from there. All columns share the path of the
 * unchanged row, and all blocks that leave it together share theirs, so that a tree of depth d costs some d² / 2 steps per row
 * for all columns together, whatever their number.
 */
export function leavesOutputs(
  replacement: Replacement,
  { X, from }: Apart,
  explanation: TreeExplanation,
): FastOutputs {
  const { rows, columns, lenders } = replacement;
  const router = explanation.route(X);
  const k = explanation.init.length;
  const walk = new ReplacingWalk(explanation, router);
  const base = new Float64Array(rows * k);
  for (let row = 0; row < rows; row++) walk.addRow(row, base, row * k);
  const baseMatrix: Matrix = { rows, columns: k, data: base };
  return {
    base: baseMatrix,
    replace(receive) {
      const most = lenders.reduce((length, lending) => Math.max(length, lending.length), 0);
      const together = Math.max(1, Math.floor(MOST_CHANGES / Math.max(1, most * k)));
      for (let first = 0; first < columns.length; first += together) {
        const part = {
          columns: columns.slice(first, first + together),
          lenders: lenders.slice(first, first + together),
        };
        const outputs = walk.replaced(base, rows, from, part.columns, part.lenders);
        outputs.forEach((data, index) => {
          receive(first + index, { rows: data.length / k, columns: k, data });
        });
      }
    },
  };
}

/** Walks through trees for rows and their replacements. */
class ReplacingWalk {
  readonly #forest: WeightedForest;
  readonly #init: Float64Array;
  readonly #scale: number;
  readonly #router: TreeRouter;
  /** Paths that have left that of the unchanged row, and are still to be followed: node, place of the column, blocks. */
  #open = new Int32Array(96);
  #openCount = 0;

  constructor({ forest, init, scale }: TreeExplanation, router: TreeRouter) {
    this.#forest = forest;
    this.#init = init;
    this.#scale = scale;
    this.#router = router;
  }

  /** Adds the outputs of a row as it is to `outputs[at …]`. */
  addRow(row: number, outputs: Float64Array, at: number): void {
    const { roots, children } = this.#forest;
    const k = this.#init.length;
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree]!;
      while (node >= 0) node = children[2 * node + this.#router.side(row, node)]!;
      this.#addLeaf(node, tree, 1, outputs, at);
    }
    for (let o = 0; o < k; o++) outputs[at + o] = this.#init[o]! + this.#scale * outputs[at + o]!;
  }

  /** Adds `factor` times the value of a leaf of tree `tree` to `outputs[at …]`. */
  #addLeaf(leaf: number, tree: number, factor: number, outputs: Float64Array, at: number): void {
    const { width, values, firstValue } = this.#forest;
    const k = this.#init.length;
    if (width === 1) {
      outputs[at + (tree % k)]! += factor * values[-1 - leaf]!;
      return;
    }
    const from = (-1 - leaf) * width + firstValue;
    for (let o = 0; o < k; o++) outputs[at + o]! += factor * values[from + o]!;
  }

  /** Returns for each of `columns` the outputs of every block. */
  replaced(
    base: Float64Array,
    rows: number,
    from: Int32Array,
    columns: readonly number[],
    lenders: readonly Int32Array[],
  ): Float64Array[] {
    const k = this.#init.length;
    const { roots } = this.#forest;
    const placeOf = new Map(columns.map((column, place) => [column, place]));
    const places = Int32Array.from(from, (column) => placeOf.get(column) ?? -1);
    const changes = lenders.map((lending) => new Float64Array(lending.length * k));
    const all = Int32Array.from(lenders, (lending) => 2 ** (lending.length / rows) - 1);
    const following = new Int32Array(columns.length);
    for (let row = 0; row < rows; row++) {
      for (let tree = 0; tree < roots.length; tree++) {
        following.set(all);
        const leaf = this.#leave(roots[tree]!, row, rows, places, lenders, following);
        while (this.#openCount > 0) this.#follow(leaf, tree, row, rows, places, lenders, changes);
      }
    }
    for (const data of changes) {
      for (let at = 0; at < data.length; at++) data[at] = base[at % base.length]! + this.#scale * data[at]!;
    }
    return changes;
  }

  /** Follows the path of the unchanged row to its leaf, and keeps where the blocks of each column leave it. */
  #leave(
    root: number,
    row: number,
    rows: number,
    places: Int32Array,
    lenders: readonly Int32Array[],
    following: Int32Array,
  ): number {
    const { feature, children } = this.#forest;
    let node = root;
    while (node >= 0) {
      const side = this.#router.side(row, node);
      const place = places[feature[node]!]!;
      if (place >= 0 && following[place] !== 0) {
        const leaving = this.#goingTo(lenders[place]!, following[place]!, row, rows, node, 1 - side);
        if (leaving !== 0) {
          following[place]! ^= leaving;
          this.#push(children[2 * node + 1 - side]!, place, leaving);
        }
      }
      node = children[2 * node + side]!;
    }
    return node;
  }

  /** Returns those of `blocks` whose lender of `row` goes to `side` of a split. */
  #goingTo(
    lending: Int32Array,
    blocks: number,
    row: number,
    rows: number,
    node: number,
    side: number,
  ): number {
    let found = 0;
    for (let block = 0, bit = 1; bit <= blocks; block++, bit *= 2) {
      if ((blocks & bit) !== 0 && this.#router.side(lending[block * rows + row]!, node) === side)
        found |= bit;
    }
    return found;
  }

  /** Follows one open path to a leaf, and adds the difference from the leaf of the unchanged row to its blocks. */
  #follow(
    unchanged: number,
    tree: number,
    row: number,
    rows: number,
    places: Int32Array,
    lenders: readonly Int32Array[],
    changes: readonly Float64Array[],
  ): void {
    const { feature, children } = this.#forest;
    const at = 3 * --this.#openCount;
    let node = this.#open[at]!;
    const place = this.#open[at + 1]!;
    let blocks = this.#open[at + 2]!;
    while (node >= 0) {
      let side: number;
      if (places[feature[node]!] === place) {
        const right = this.#goingTo(lenders[place]!, blocks, row, rows, node, 1);
        side = right === 0 ? 0 : 1;
        if (right !== 0 && right !== blocks) {
          this.#push(children[2 * node]!, place, blocks ^ right);
          blocks = right;
        }
      } else side = this.#router.side(row, node);
      node = children[2 * node + side]!;
    }
    if (node === unchanged) return;
    const k = this.#init.length;
    for (let block = 0, bit = 1; bit <= blocks; block++, bit *= 2) {
      if ((blocks & bit) === 0) continue;
      const to = (block * rows + row) * k;
      this.#addLeaf(node, tree, 1, changes[place]!, to);
      this.#addLeaf(unchanged, tree, -1, changes[place]!, to);
    }
  }

  #push(node: number, place: number, blocks: number): void {
    const at = 3 * this.#openCount++;
    if (at === this.#open.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.#open);
      this.#open = larger;
    }
    this.#open[at] = node;
    this.#open[at + 1] = place;
    this.#open[at + 2] = blocks;
  }
}
