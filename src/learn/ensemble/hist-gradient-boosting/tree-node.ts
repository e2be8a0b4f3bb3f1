import type { NodeStatistics, Split } from "./split.ts";

/** A node of a tree that grows; its rows are `indices[start … stop)` of the grower. */
export class TreeNode implements NodeStatistics {
  readonly start: number;
  readonly stop: number;
  readonly depth: number;
  readonly gradient: number;
  readonly hessian: number;
  /** The Newton step of the node; of a leaf, shrunk once the tree is grown. */
  value: number;
  /** Its address; 0 where it has none. */
  histogram = 0;
  /** The best split found; null for a leaf for good. */
  split: Split | null = null;
  /** The split's gain, kept here for the heap. */
  gain = 0;
  /** Where missing and unknown values go. */
  missingGoesLeft = false;
  left: TreeNode | null = null;
  right: TreeNode | null = null;

  constructor(start: number, stop: number, depth: number, gradient: number, hessian: number, value: number) {
    this.start = start;
    this.stop = stop;
    this.depth = depth;
    this.gradient = gradient;
    this.hessian = hessian;
    this.value = value;
  }

  get rows(): number {
    return this.stop - this.start;
  }
}
