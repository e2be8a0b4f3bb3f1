import type { TreeNode } from "./tree-node.ts";

/** The leaves of a growing tree that can still be split. */
export interface OpenNodes {
  readonly size: number;
  push(node: TreeNode): void;
  /** Removes and returns the node to split next. There must be one. */
  pop(): TreeNode;
}

/**
 * Last in, first out: for a tree without a limit on its leaves, where the order does not affect the tree. Few
 * nodes, with their histograms, are open at a time.
 */
export class LastFirst implements OpenNodes {
  readonly #nodes: TreeNode[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  push(node: TreeNode): void {
    this.#nodes.push(node);
  }

  pop(): TreeNode {
    return this.#nodes.pop()!;
  }
}

/**
 * Highest gain first, by a binary heap: for a tree with a limit on its leaves. Nodes with equal gains come in
 * the order of Python's heapq (sink to a leaf along the better child, then rise), which decides which of two
 * equally good leaves is split before the tree is full.
 */
export class HighestGainFirst implements OpenNodes {
  readonly #nodes: TreeNode[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  push(node: TreeNode): void {
    this.#nodes.push(node);
    this.#rise(this.#nodes.length - 1);
  }

  pop(): TreeNode {
    const nodes = this.#nodes;
    const last = nodes.pop()!;
    if (nodes.length === 0) return last;
    const top = nodes[0]!;
    let hole = 0;
    for (let child = 1; child < nodes.length; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < nodes.length && !(nodes[child]!.gain > nodes[right]!.gain)) child = right;
      nodes[hole] = nodes[child]!;
      hole = child;
    }
    nodes[hole] = last;
    this.#rise(hole);
    return top;
  }

  #rise(from: number): void {
    const nodes = this.#nodes;
    const node = nodes[from]!;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!(node.gain > nodes[parent]!.gain)) break;
      nodes[hole] = nodes[parent]!;
      hole = parent;
    }
    nodes[hole] = node;
  }
}
