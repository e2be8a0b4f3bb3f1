import { softmax } from "../linalg/softmax.ts";
import { affineScores } from "../simd/affine-scores.ts";
import { gramSums, paddedWidth } from "../simd/gram.ts";
import { coefficientWidth, type LogisticProblem, totalWeight } from "./logistic-loss.ts";

const BLOCK_ROWS = 64;

/**
 * Returns the Hessian of `logisticLoss` at `w`, row-major, with rows and columns ordered as `w`. Two classes: Σ
 * sᵢ pᵢ (1 − pᵢ) xᵢxᵢᵀ / Σ sᵢ + l2. More: Σ sᵢ (diag(pᵢ) − pᵢpᵢᵀ) ⊗ xᵢxᵢᵀ / Σ sᵢ + l2; adding the same vector
 * to all classes then changes only the penalty, so this direction is given an artificial curvature. x ends with
 * a 1 for the intercept. Cost n·p² for two classes, n·(Kp)² for more.
 */
export function logisticHessian(problem: LogisticProblem, w: Float64Array): Float64Array {
  const { X, y, classWeights, rowWeights, l2 } = problem;
  const classCount = classWeights.length;
  const p = X.columns;
  const width = coefficientWidth(problem);
  const K = classCount === 2 ? 1 : classCount;
  const size = K * width;
  const { coef, intercept } = split(w, K, p, width);
  const narrow = paddedWidth(width);
  const wide = paddedWidth(size);
  const own = gramSums(new Array<number>(K).fill(narrow), BLOCK_ROWS);
  const joint = K === 1 ? undefined : gramSums([wide], BLOCK_ROWS)[0]!;
  const total = totalWeight(problem);
  for (let first = 0; first < X.rows; first += BLOCK_ROWS) {
    const m = Math.min(BLOCK_ROWS, X.rows - first);
    const rows = X.data.subarray(first * p, (first + m) * p);
    const z = affineScores(rows, m, p, coef, intercept);
    if (K > 1) softmax(z, m, K);
    for (let i = 0; i < m; i++) {
      const weight = rowWeights === undefined ? classWeights[y[first + i]!]! : rowWeights[first + i]!;
      for (let k = 0; k < K; k++) {
        const curvature = K === 1 ? logisticSlope(z[i]!) : z[i * K + k]!;
        fillRow(own[k]!.block, i * narrow, rows, i * p, p, width, Math.sqrt(weight * curvature));
        if (joint === undefined) continue;
        const factor = Math.sqrt(weight) * z[i * K + k]!;
        fillRow(joint.block, i * wide + k * width, rows, i * p, p, width, factor);
      }
    }
    for (const sums of own) sums.add(m);
    joint?.add(m);
  }
  const within = own.map((sums) => sums.sums());
  const outer = joint?.sums();
  const hessian = new Float64Array(size * size);
  let trace = 0;
  for (let a = 0; a < size; a++) {
    const k = Math.floor(a / width);
    const i = a % width;
    for (let b = a; b < size; b++) {
      const same = Math.floor(b / width) === k ? within[k]![i * narrow + (b % width)]! : 0;
      const value = (same - (outer === undefined ? 0 : outer[a * wide + b]!)) / total;
      hessian[a * size + b] = hessian[b * size + a] = value;
    }
    trace += hessian[a * size + a]!;
    if (i < p) hessian[a * size + a] = hessian[a * size + a]! + l2;
  }
  if (K > 1) {
    for (let a = 0; a < size; a++) {
      for (let b = a % width; b < size; b += width) {
        hessian[a * size + b] = hessian[a * size + b]! + trace / (size * K);
      }
    }
  }
  return hessian;
}

/** σ(z) (1 − σ(z)) */
function logisticSlope(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return e / ((1 + e) * (1 + e));
}

/** Writes factor · (x, 1), or factor · x if `width` leaves no room for the 1. */
function fillRow(
  target: Float64Array,
  offset: number,
  data: Float64Array,
  from: number,
  p: number,
  width: number,
  factor: number,
): void {
  for (let j = 0; j < p; j++) target[offset + j] = factor * data[from + j]!;
  if (width > p) target[offset + p] = factor;
}

function split(w: Float64Array, K: number, p: number, width: number) {
  const coef = new Float64Array(K * p);
  const intercept = new Float64Array(K);
  for (let k = 0; k < K; k++) {
    coef.set(w.subarray(k * width, k * width + p), k * p);
    if (width > p) intercept[k] = w[k * width + p]!;
  }
  return { coef, intercept };
}
