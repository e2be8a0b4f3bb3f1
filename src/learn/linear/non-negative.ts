import { ValueError } from "../errors.ts";
import { columnMeans } from "../kernels/column-means.ts";
import { crossProducts } from "../kernels/cross-products.ts";
import type { Matrix } from "../matrix.ts";
import { choleskyFactor, choleskySolve } from "./cholesky.ts";
import { leastSquares } from "./least-squares.ts";
import { interceptsOf } from "./linear-regressor.ts";
import type { LinearState } from "./linear-scores.ts";

/**
 * Minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label under w ≥ 0. The set of positive coefficients is found on the
 * normal equations by the active-set method; the coefficients of that set are then solved for on the data.
 * Cost n·(p + k)²/2 and a few times p³.
 * Throws `ValueError` for numbers too large to multiply.
 * Reference: Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23.
 */
export function nonNegativeLeastSquares(
  X: Matrix,
  y: Matrix,
  fitIntercept: boolean,
  alphas: Float64Array,
  owner: string,
): LinearState {
  const p = X.columns;
  const k = y.columns;
  const xMean = fitIntercept ? columnMeans(X) : new Float64Array(p);
  const yMean = fitIntercept ? columnMeans(y) : new Float64Array(k);
  const { gram, cross } = crossProducts(X, xMean, y, yMean);
  if (!(gram.every(Number.isFinite) && cross.every(Number.isFinite))) {
    throw new ValueError(`${owner} got numbers too large; scale them before`);
  }
  const coef = new Float64Array(k * p);
  for (let o = 0; o < k; o++) {
    const w = coef.subarray(o * p, (o + 1) * p);
    const positive = activeSet(gram, cross.subarray(o * p, (o + 1) * p), p, alphas[o]!, w);
    if (positive.length === 0) continue;
    const polished = leastSquares(
      takeColumns(X, positive),
      takeColumns(y, [o]),
      { fitIntercept, alphas: alphas.slice(o, o + 1), cutoff: 0 },
      owner,
    ).coef;
    if (polished.every((value) => value >= 0)) {
      positive.forEach((j, index) => {
        w[j] = polished[index]!;
      });
    }
  }
  return { coef, intercept: interceptsOf(coef, xMean, yMean, owner) };
}

/** Fills `w` with the minimum of ½ wᵀ(G + alpha I)w − qᵀw under w ≥ 0 and gives the columns where it is positive. */
function activeSet(G: Float64Array, q: Float64Array, p: number, alpha: number, w: Float64Array): number[] {
  const isPositive = new Uint8Array(p);
  // A column that was taken in and fell out at once, for rounding or for depending on others, is not tried again
  // until another has moved.
  const isBarred = new Uint8Array(p);
  const members = () => Array.from(isPositive.keys()).filter((j) => isPositive[j] === 1);
  let largest = 0;
  for (const value of q) largest = Math.max(largest, Math.abs(value));
  for (let round = 0; round < 3 * p + 10; round++) {
    let best = -1;
    let steepest = largest * p * 10 * Number.EPSILON;
    for (let j = 0; j < p; j++) {
      if (isPositive[j] === 1 || isBarred[j] === 1 || !(G[j * p + j]! > 0)) continue;
      let slope = q[j]! - alpha * w[j]!;
      for (let i = 0; i < p; i++) slope -= G[j * p + i]! * w[i]!;
      if (slope > steepest) {
        best = j;
        steepest = slope;
      }
    }
    if (best < 0) break;
    isPositive[best] = 1;
    if (moveTo(G, q, p, alpha, w, isPositive, members)) isBarred.fill(0);
    if (isPositive[best] === 0) isBarred[best] = 1;
  }
  return members();
}

/**
 * Moves `w` to the unconstrained minimum over the positive columns; those that would turn negative on the way fall
 * out. Whether `w` moved.
 */
function moveTo(
  G: Float64Array,
  q: Float64Array,
  p: number,
  alpha: number,
  w: Float64Array,
  isPositive: Uint8Array,
  members: () => number[],
): boolean {
  let moved = false;
  for (;;) {
    const set = members();
    const m = set.length;
    const A = new Float64Array(m * m);
    const target = Float64Array.from(set, (j) => q[j]!);
    set.forEach((j, a) => {
      for (let b = 0; b < m; b++) A[a * m + b] = G[j * p + set[b]!]! + (a === b ? alpha : 0);
    });
    if (!(choleskyFactor(A, m) > m * 10 * Number.EPSILON)) {
      // The newest column depends on the others: it adds nothing.
      const newest = set.find((j) => w[j] === 0)!;
      isPositive[newest] = 0;
      return moved;
    }
    choleskySolve(A, m, target);
    let share = 1;
    let limiting = -1;
    set.forEach((j, a) => {
      if (target[a]! > 0) return;
      // 0 / 0 is a new column that wants to stay at 0.
      const reach = w[j]! > 0 ? w[j]! / (w[j]! - target[a]!) : 0;
      if (limiting >= 0 && reach >= share) return;
      share = reach;
      limiting = j;
    });
    set.forEach((j, a) => {
      const value = j === limiting ? 0 : w[j]! + share * (target[a]! - w[j]!);
      if (value !== w[j]) moved = true;
      w[j] = Math.max(0, value);
      if (!(value > 0)) isPositive[j] = 0;
    });
    if (limiting < 0) return moved;
  }
}

function takeColumns({ rows, columns, data }: Matrix, chosen: readonly number[]): Matrix {
  const width = chosen.length;
  const taken = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < width; a++) taken[i * width + a] = data[i * columns + chosen[a]!]!;
  }
  return { rows, columns: width, data: taken };
}
