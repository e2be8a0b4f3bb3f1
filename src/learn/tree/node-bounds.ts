/** The values that the children of a node may have, and how they must relate if the node is split on a constrained column. */
export interface ValueBounds {
  readonly lower: number;
  readonly upper: number;
  /** 1: the value on the right must not be lower than that on the left; -1: not higher; 0: either. */
  readonly direction: number;
}

/** Returns whether both sides of a split may have these values. */
export function areAllowed({ lower, upper, direction }: ValueBounds, left: number, right: number): boolean {
  return (
    left >= lower && right >= lower && left <= upper && right <= upper && (left - right) * direction <= 0
  );
}

/** Returns the value within the bounds that is nearest to `value`. */
export function clipTo(lower: number, upper: number, value: number): number {
  return Math.max(lower, Math.min(upper, value));
}

/** Returns the bounds, lower and upper, of the two children of a node; see `NodeBounds`. */
export function childBounds(lower: number, upper: number, direction: number, middle: number) {
  return {
    left: [direction < 0 ? middle : lower, direction > 0 ? middle : upper],
    right: [direction > 0 ? middle : lower, direction < 0 ? middle : upper],
  } as const;
}

/**
 * The bounds on the values of nodes while a tree is grown under monotonic constraints. A split on a constrained column sends
 * the values below and above `middle`, that of its two sides, to different sides, for all nodes below it; a split on another
 * column passes its bounds on. The nodes come in the order in which a stack returns them, left children first.
 */
export class NodeBounds implements ValueBounds {
  lower = Number.NEGATIVE_INFINITY;
  upper = Number.POSITIVE_INFINITY;
  direction = 0;
  readonly #constraints: Int8Array;
  /** Two numbers for each node that is still to come: its lower and its upper bound. */
  readonly #open: number[] = [];

  /** `constraints`: -1, 0 or 1 for each column, about the values of the tree. */
  constructor(constraints: Int8Array) {
    this.#constraints = constraints;
  }

  /** Begins a tree, with its root as the next node. */
  begin(): void {
    this.#open.length = 0;
    this.#open.push(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  /** Goes to the next node. */
  next(): void {
    this.upper = this.#open.pop()!;
    this.lower = this.#open.pop()!;
  }

  /** Prepares for splits of the present node on `column`; returns whether it is constrained. */
  constrain(column: number): boolean {
    this.direction = this.#constraints[column]!;
    return this.direction !== 0;
  }

  /** Splits a node with the bounds `lower` and `upper` on `column`: its left child is the next node, then its right child. */
  divide(lower: number, upper: number, column: number, middle: number): void {
    const { left, right } = childBounds(lower, upper, this.#constraints[column]!, middle);
    this.#open.push(...right, ...left);
  }

  /** Limits the value of the present node at `values[at]`. Of two class fractions, the first is limited. */
  clip(values: Float64Array, at: number, width: number): void {
    const value = clipTo(this.lower, this.upper, values[at]!);
    values[at] = value;
    if (width === 2) values[at + 1] = 1 - value;
  }
}
