/** The nodes of a growing tree that can still be split. */
export interface OpenNodes<Node> {
  readonly size: number;
  push(node: Node): void;
  /** Removes and returns the node to split next. There must be one. */
  pop(): Node;
}

/**
 * Last in, first out: for a tree without a limit on its leaves, where the order does not affect the tree. Few nodes
 * are open at a time.
 */
export class LastFirst<Node> implements OpenNodes<Node> {
  readonly #nodes: Node[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  push(node: Node): void {
    this.#nodes.push(node);
  }

  pop(): Node {
    return this.#nodes.pop()!;
  }
}

/** A node with the gain of splitting it. */
interface NodeWithGain {
  readonly gain: number;
}

/**
 * Highest gain first, by a binary heap: for a tree with a limit on its leaves. Nodes with equal gains come in the
 * order of Python's heapq (sink to a leaf along the better child, then rise), which decides which of two equally good
 * nodes is split before the tree is full; `isBefore` can order them otherwise.
 */
export class HighestGainFirst<Node extends NodeWithGain> implements OpenNodes<Node> {
  readonly #nodes: Node[] = [];
  readonly #isBefore: (a: Node, b: Node) => boolean;

  constructor(isBefore: (a: Node, b: Node) => boolean = (a, b) => a.gain > b.gain) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#nodes.length;
  }

  push(node: Node): void {
    this.#nodes.push(node);
    this.#rise(this.#nodes.length - 1);
  }

  pop(): Node {
    const nodes = this.#nodes;
    const last = nodes.pop()!;
    if (nodes.length === 0) return last;
    const top = nodes[0]!;
    let hole = 0;
    for (let child = 1; child < nodes.length; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < nodes.length && !this.#isBefore(nodes[child]!, nodes[right]!)) child = right;
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
      if (!this.#isBefore(node, nodes[parent]!)) break;
      nodes[hole] = nodes[parent]!;
      hole = parent;
    }
    nodes[hole] = node;
  }
}
