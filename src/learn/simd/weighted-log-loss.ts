import { affineScores } from "./affine-scores.ts";
import { addGradient } from "./binary-log-loss.ts";
import { exponential } from "./exponential.ts";
import { type ClassifiedRows, rowsOfBlock, type SummedLoss } from "./log-loss.ts";
import { log, log1p } from "./logarithm.ts";
import { addProducts } from "./multinomial-log-loss.ts";

/**
 * Σ sᵢ ℓᵢ over the rows, and its gradient, as `binaryLogLoss` and `multinomialLogLoss`, where each row has a weight of its own,
 * `rowWeights`. Takes a logarithm for each row. Cost 4·n·p for two classes, 4·n·p·K for more.
 */
export function weightedLogLoss(rows: ClassifiedRows, rowWeights: Float64Array): SummedLoss {
  const { X, y, fitIntercept } = rows;
  const p = X.columns;
  const K = rows.classWeights.length === 2 ? 1 : rows.classWeights.length;
  const width = p + (fitIntercept ? 1 : 0);
  const blockRows = rowsOfBlock(p + K);
  const coef = new Float64Array(K * p);
  const intercept = new Float64Array(K);
  const sums = new Float64Array(K * p);
  const interceptSums = new Float64Array(K);
  const residualsOf = K === 1 ? binaryResiduals : multinomialResiduals;
  return (w, gradient) => {
    for (let k = 0; k < K; k++) {
      coef.set(w.subarray(k * width, k * width + p), k * p);
      if (fitIntercept) intercept[k] = w[k * width + p]!;
    }
    sums.fill(0);
    interceptSums.fill(0);
    let loss = 0;
    for (let first = 0; first < X.rows; first += blockRows) {
      const m = Math.min(blockRows, X.rows - first);
      const block = X.data.subarray(first * p, (first + m) * p);
      const z = affineScores(block, m, p, coef, intercept);
      loss += residualsOf(z, m, K, y, first, rowWeights);
      for (let i = 0, at = 0; i < m; i++) {
        for (let k = 0; k < K; k++, at++) interceptSums[k] = interceptSums[k]! + z[at]!;
      }
      if (K === 1) addGradient(block, 0, m, p, z, sums);
      else addProducts(z, K, block, p, m, sums);
    }
    for (let k = 0; k < K; k++) {
      gradient.set(sums.subarray(k * p, (k + 1) * p), k * width);
      if (fitIntercept) gradient[k * width + p] = interceptSums[k]!;
    }
    return loss;
  };
}

/** Turns m scores into s (σ(z) − y), in place; returns the sum of the losses. */
function binaryResiduals(
  z: Float64Array,
  m: number,
  _K: number,
  y: Int32Array,
  first: number,
  weights: Float64Array,
): number {
  let loss = 0;
  for (let i = 0; i < m; i++) {
    const score = z[i]!;
    const label = y[first + i]!;
    const weight = weights[first + i]!;
    const e = exponential(-Math.abs(score));
    loss += weight * (Math.max(label === 1 ? -score : score, 0) + log1p(e));
    z[i] = weight * ((score >= 0 ? 1 : e) / (1 + e) - label);
  }
  return loss;
}

/** Turns m rows of K scores into s (probability − [k = y]), in place; returns the sum of the losses. */
function multinomialResiduals(
  z: Float64Array,
  m: number,
  K: number,
  y: Int32Array,
  first: number,
  weights: Float64Array,
): number {
  let loss = 0;
  for (let i = 0, row = 0; i < m; i++, row += K) {
    const own = row + y[first + i]!;
    const weight = weights[first + i]!;
    let top = z[row]!;
    for (let k = 1; k < K; k++) if (z[row + k]! > top) top = z[row + k]!;
    const misses = top - z[own]!;
    let sum = 0;
    for (let k = 0; k < K; k++) {
      const e = exponential(z[row + k]! - top);
      z[row + k] = e;
      sum += e;
    }
    for (let k = 0; k < K; k++) z[row + k] = z[row + k]! * (weight / sum);
    z[own] = z[own]! - weight;
    loss += weight * (log(sum) + misses);
  }
  return loss;
}
