import type { Metric } from "./metric.ts";

/** Bounds are scaled down slightly, because rounding must never hide a neighbour. */
const SLACK = 1 - 1e-12;

/**
 * Returns a lower bound on the reduced distance (see `Metric`) of all rows in a box from the row of `query`
 * that starts at `at`. The box is given by p lower bounds starting at `boxes[box]`, followed by p upper bounds.
 */
export type BoxDistance = (
  boxes: Float64Array,
  box: number,
  query: Float64Array,
  at: number,
  columns: number,
) => number;

/** Returns the function that computes such bounds. */
export function boxDistance({ kind, power }: Metric): BoxDistance {
  if (kind === "euclidean") return squaredBoxDistance;
  if (kind === "manhattan") return absoluteBoxDistance;
  if (kind === "chebyshev") return largestBoxDistance;
  return (boxes, box, query, at, columns) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += gap(boxes, box + c, columns, query[at + c]!) ** power;
    return sum * SLACK;
  };
}

/** Returns how far `value` lies outside the bounds of one column. */
function gap(boxes: Float64Array, low: number, columns: number, value: number): number {
  const below = boxes[low]! - value;
  const above = value - boxes[low + columns]!;
  return Math.max(below, above, 0);
}

function squaredBoxDistance(
  boxes: Float64Array,
  box: number,
  query: Float64Array,
  at: number,
  columns: number,
): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const distance = gap(boxes, box + c, columns, query[at + c]!);
    sum += distance * distance;
  }
  return sum * SLACK;
}

function absoluteBoxDistance(
  boxes: Float64Array,
  box: number,
  query: Float64Array,
  at: number,
  columns: number,
): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += gap(boxes, box + c, columns, query[at + c]!);
  return sum * SLACK;
}

function largestBoxDistance(
  boxes: Float64Array,
  box: number,
  query: Float64Array,
  at: number,
  columns: number,
): number {
  let most = 0;
  for (let c = 0; c < columns; c++) most = Math.max(most, gap(boxes, box + c, columns, query[at + c]!));
  return most * SLACK;
}
