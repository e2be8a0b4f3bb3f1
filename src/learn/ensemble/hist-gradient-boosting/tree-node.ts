import type { NodeStatistics, Split } from "./split.ts";

/** A node of a growing tree; its rows are `indices[start … stop − 1]` of the grower. */
export class TreeNode implements NodeStatistics {
  readonly start: number;
  readonly stop: number;
  readonly depth: number;
  readonly gradient: number;
  readonly hessian: number;
  /** The Newton step of the node; a leaf's is multiplied by the learning rate once the tree is grown. */
  value: number;
  /** The bounds on the values of its children under monotonic constraints. */
  lower = Number.NEGATIVE_INFINITY;
  upper = Number.POSITIVE_INFINITY;
  /** Address of its histogram; 0 if it has none. */
  histogram = 0;
  /** The best split found; null if the node stays a leaf. */
  split: Split | null = null;
  /** The gain of the split, repeated here for the heap. */
  gain = 0;
  /** Whether missing and unknown values go left. */
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
