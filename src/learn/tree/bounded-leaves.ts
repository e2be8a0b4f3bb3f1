import { clipTo, NodeBounds } from "./node-bounds.ts";

/** What a node is split on, and its children. */
interface NodeSplit<Node> {
  readonly column: number;
  readonly left: Node;
  readonly right: Node;
}

/**
 * Returns a value for each leaf below `root`, near the one that `valueAt` returns for it, such that all leaves together respect
 * monotonic constraints: where the values of the two sides of a split on a constrained column are in the wrong order, both
 * become their mean. For losses whose leaves take other values than those by which the splits were chosen. `splitOf` returns
 * null for a leaf; `valueAt` is called for inner nodes too; `constraints` as for `NodeBounds`.
 */
export function boundedLeafValues<Node>(
  root: Node,
  splitOf: (node: Node) => NodeSplit<Node> | null,
  valueAt: (node: Node) => number,
  constraints: Int8Array,
): Map<Node, number> {
  const bounds = new NodeBounds(constraints);
  const values = new Map<Node, number>();
  const open = [root];
  bounds.begin();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    bounds.next();
    const { lower, upper } = bounds;
    const split = splitOf(node);
    if (split === null) {
      values.set(node, clipTo(lower, upper, valueAt(node)));
      continue;
    }
    const { column, left, right } = split;
    const middle = bounds.constrain(column)
      ? clipTo(lower, upper, valueAt(left)) / 2 + clipTo(lower, upper, valueAt(right)) / 2
      : 0;
    bounds.divide(lower, upper, column, middle);
    open.push(right, left);
  }
  return values;
}
