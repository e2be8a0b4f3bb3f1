import { plainScores } from "./affine-scores.ts";
import { exponential } from "./exponential.ts";
import { type ClassifiedRows, rowsOfBlock, type SummedLoss } from "./log-loss.ts";
import { log } from "./logarithm.ts";
import { Layout, workspace } from "./workspace.ts";

/** The coefficients in the layout of the blocks: K × p, and K intercepts. */
interface Coefficients {
  readonly coef: Float64Array;
  readonly intercept: Float64Array;
}

/** One pass over the rows, block by block. */
interface Pass {
  /** Adds the gradient of `count` rows starting at `first`, and writes the parts of their losses. */
  add(first: number, count: number): void;
  /** For the rows of each class, Σ (largest score − score of the row's own class). */
  readonly missed: Float64Array;
  /** For the rows of each class, Π Σₖ exp(zₖ − largest score). */
  readonly joint: Float64Array;
  /** K rows of `stride` numbers, of which the first p are used. */
  readonly gradient: Float64Array;
  readonly stride: number;
  readonly interceptGradient: Float64Array;
}

/**
 * Σ sᵢ (log Σₖ exp(zᵢₖ) − zᵢ_yᵢ) over the rows of three or more classes, and its gradient, neither averaged nor
 * penalised; sᵢ is the weight of the row's class. The rows of a class in a block share one logarithm, that of
 * the product of their sums. The result is the same to the last bit with and without kernels. Cost 4·n·p·K.
 */
export function multinomialLogLoss(rows: ClassifiedRows, space = workspace): SummedLoss {
  const { X, classWeights, fitIntercept } = rows;
  const p = X.columns;
  const K = classWeights.length;
  const width = p + (fitIntercept ? 1 : 0);
  const blockRows = rowsOfBlock(p + K, K);
  const kernelPass = passesByKernel(rows, blockRows, space);
  const plainPass = plainPasses(rows, blockRows);
  const coef = new Float64Array(K * p);
  const intercept = new Float64Array(K);
  return (w, gradient) => {
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < p; j++) coef[k * p + j] = w[k * width + j]!;
      if (fitIntercept) intercept[k] = w[k * width + p]!;
    }
    const pass = kernelPass({ coef, intercept }) ?? plainPass({ coef, intercept });
    const { missed, joint } = pass;
    let loss = 0;
    for (let first = 0; first < X.rows; first += blockRows) {
      pass.add(first, Math.min(blockRows, X.rows - first));
      for (let k = 0; k < K; k++) loss += classWeights[k]! * (log(joint[k]!) + missed[k]!);
    }
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < p; j++) gradient[k * width + j] = pass.gradient[k * pass.stride + j]!;
      if (fitIntercept) gradient[k * width + p] = pass.interceptGradient[k]!;
    }
    return loss;
  };
}

/** Returns a function that begins a pass, or returns undefined if there is no kernel. */
function passesByKernel(
  { X, y, classWeights }: ClassifiedRows,
  blockRows: number,
  space: typeof workspace,
): (at: Coefficients) => Pass | undefined {
  const { columns: p, data } = X;
  const K = classWeights.length;
  const zStride = (K + 3) & ~3;
  const stride = (p + 3) & ~3;
  const layout = new Layout();
  // The kernel may read up to four numbers beyond the rows.
  const xAt = layout.take(blockRows * p + 4);
  const yAt = layout.take((blockRows + 1) >> 1);
  const coefAt = layout.take(K * p);
  const interceptAt = layout.take(K);
  const weightsAt = layout.take(K);
  const scoresAt = layout.take(blockRows * zStride);
  const gradientAt = layout.take(zStride * stride);
  const interceptGradientAt = layout.take(zStride);
  const missedAt = layout.take(K);
  const jointAt = layout.take(K);
  return ({ coef, intercept }) => {
    const work = space(layout.doubles);
    if (work === undefined) return undefined;
    const { kernels, values } = work;
    const labels = new Int32Array(values.buffer, 8 * yAt, blockRows);
    values.set(coef, coefAt);
    values.set(intercept, interceptAt);
    values.set(classWeights, weightsAt);
    values.fill(0, scoresAt, interceptGradientAt + zStride);
    const part = (at: number, count: number) => values.subarray(at, at + count);
    return {
      add(first, count) {
        values.set(data.subarray(first * p, (first + count) * p), xAt);
        labels.set(y.subarray(first, first + count));
        kernels.multinomialLogLoss(
          8 * xAt,
          count,
          p,
          8 * yAt,
          8 * coefAt,
          8 * interceptAt,
          K,
          8 * weightsAt,
          8 * scoresAt,
          zStride,
          8 * gradientAt,
          stride,
          8 * interceptGradientAt,
          8 * missedAt,
          8 * jointAt,
        );
      },
      missed: part(missedAt, K),
      joint: part(jointAt, K),
      gradient: part(gradientAt, K * stride),
      stride,
      interceptGradient: part(interceptGradientAt, K),
    };
  };
}

/** The plain twin of `passesByKernel`. */
function plainPasses({ X, y, classWeights }: ClassifiedRows, blockRows: number): (at: Coefficients) => Pass {
  const { columns: p, data } = X;
  const K = classWeights.length;
  return ({ coef, intercept }) => {
    const z = new Float64Array(blockRows * K);
    const missed = new Float64Array(K);
    const joint = new Float64Array(K);
    const gradient = new Float64Array(K * p);
    const interceptGradient = new Float64Array(K);
    return {
      add(first, count) {
        missed.fill(0);
        joint.fill(1);
        const block = data.subarray(first * p, (first + count) * p);
        plainScores(block, count, p, coef, intercept, z);
        residuals(z, count, K, y, first, classWeights, missed, joint);
        for (let i = 0, at = 0; i < count; i++) {
          for (let k = 0; k < K; k++, at++) interceptGradient[k] = interceptGradient[k]! + z[at]!;
        }
        addProducts(z, K, block, p, count, gradient);
      },
      missed,
      joint,
      gradient,
      stride: p,
      interceptGradient,
    };
  };
}

/**
 * Turns m rows of scores into s (probability − [k = y]), in place, and accumulates the parts of their losses by
 * class.
 */
function residuals(
  z: Float64Array,
  m: number,
  K: number,
  y: Int32Array,
  first: number,
  classWeights: Float64Array,
  missed: Float64Array,
  joint: Float64Array,
): void {
  for (let i = 0, row = 0; i < m; i++, row += K) {
    let top = z[row]!;
    for (let k = 1; k < K; k++) if (z[row + k]! > top) top = z[row + k]!;
    const own = y[first + i]!;
    const misses = top - z[row + own]!;
    let sum = 0;
    for (let k = 0; k < K; k++) {
      const e = exponential(z[row + k]! - top);
      z[row + k] = e;
      sum += e;
    }
    const weight = classWeights[own]!;
    const scale = weight / sum;
    for (let k = 0; k < K; k++) z[row + k] = z[row + k]! * scale;
    z[row + own] = z[row + own]! - weight;
    missed[own] = missed[own]! + misses;
    joint[own] = joint[own]! * sum;
  }
}

/**
 * Computes gradient += RᵀX over m rows; R: m × K, X: m × p. Each entry is summed separately before it is added,
 * as in the kernel.
 */
export function addProducts(
  R: Float64Array,
  K: number,
  X: Float64Array,
  p: number,
  m: number,
  gradient: Float64Array,
): void {
  const sums = new Float64Array(p);
  for (let k = 0; k < K; k++) {
    sums.fill(0);
    for (let i = 0, at = 0; i < m; i++) {
      const residual = R[i * K + k]!;
      for (let j = 0; j < p; j++, at++) sums[j] = sums[j]! + residual * X[at]!;
    }
    for (let j = 0; j < p; j++) gradient[k * p + j] = gradient[k * p + j]! + sums[j]!;
  }
}
