import type { GrownTree } from "./grown-tree.ts";

/** What a grower does at each node; the rows of a node are at positions start … end − 1 of its order. */
interface NodeSplitter {
  /** Adds the node to the tree as a leaf and returns its number. */
  add(start: number, end: number, depth: number): number;
  /**
   * Splits the node just added, in the tree and in the order of rows. Returns the position of the first row on the
   * right, or -1 to keep a leaf. `constants` is the number of features known to be constant in its parent.
   */
  split(node: number, start: number, end: number, depth: number, constants: number): number;
  /** The number of features found constant in the node just split. */
  constants(): number;
}

/** Grows `tree`, which is empty, on `n` rows: node by node in pre-order, left children first. */
export function growDepthFirst(tree: GrownTree, n: number, splitter: NodeSplitter): void {
  // Five numbers per node: start, end, depth, parent, constant features. The left child is on top.
  const stack = [0, n, 0, -1, 0];
  while (stack.length > 0) {
    const known = stack.pop()!;
    const parent = stack.pop()!;
    const depth = stack.pop()!;
    const end = stack.pop()!;
    const start = stack.pop()!;
    const node = splitter.add(start, end, depth);
    if (parent >= 0) {
      if (node === parent + 1) tree.left[parent] = node;
      else tree.right[parent] = node;
    }
    const middle = splitter.split(node, start, end, depth, known);
    if (middle < 0) continue;
    const constants = splitter.constants();
    stack.push(middle, end, depth + 1, node, constants);
    stack.push(start, middle, depth + 1, node, constants);
  }
}
