import { dot } from "../linalg/dot.ts";
import type { CoordinateProblem } from "./coordinate-problem.ts";

/** The penalties, and whether coefficients must not be negative. */
export type Penalty = Pick<CoordinateProblem, "l1" | "l2" | "positive">;

/**
 * The elastic net in terms of G = XᵀX (p × p), q = Xᵀy and ‖y‖². A step costs p, whatever the number of rows.
 */
export function gramProblem(
  gram: Float64Array,
  q: Float64Array,
  targetSquares: number,
  penalty: Penalty,
): CoordinateProblem {
  const p = q.length;
  const squares = Float64Array.from(q, (_, j) => gram[j * p + j]!);
  const rest = q.slice();
  return {
    ...penalty,
    p,
    squares,
    targetSquares,
    slope: (j) => rest[j]!,
    move(j, change) {
      for (let i = 0, at = j * p; i < p; i++, at++) rest[i] = rest[i]! - change * gram[at]!;
    },
    residual(w, slopes) {
      slopes.set(rest);
      let withTarget = targetSquares;
      let squared = targetSquares;
      for (let j = 0; j < p; j++) {
        withTarget -= w[j]! * q[j]!;
        // wᵀGw − 2 qᵀw = −wᵀ(q + Xᵀr)
        squared -= w[j]! * (q[j]! + rest[j]!);
      }
      return { squares: squared, withTarget };
    },
  };
}

/**
 * The elastic net in terms of the columns (`columns`: p × n, the columns of X one after another) and the
 * residual, for more columns than G would be worth its memory. A step costs n. `y` is not modified.
 */
export function columnProblem(
  columns: Float64Array,
  p: number,
  y: Float64Array,
  penalty: Penalty,
): CoordinateProblem {
  const n = y.length;
  const residual = y.slice();
  const squares = Float64Array.from({ length: p }, (_, j) => dot(columns, j * n, columns, j * n, n));
  return {
    ...penalty,
    p,
    squares,
    targetSquares: dot(y, 0, y, 0, n),
    slope: (j) => dot(columns, j * n, residual, 0, n),
    move(j, change) {
      for (let i = 0, at = j * n; i < n; i++, at++) residual[i] = residual[i]! - change * columns[at]!;
    },
    residual(_w, slopes) {
      for (let j = 0; j < p; j++) slopes[j] = dot(columns, j * n, residual, 0, n);
      return {
        squares: dot(residual, 0, residual, 0, n),
        withTarget: dot(residual, 0, y, 0, n),
      };
    },
  };
}
