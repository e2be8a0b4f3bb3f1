import { exponential } from "./exponential.ts";
import { type ClassifiedRows, rowsOfBlock, type SummedLoss } from "./log-loss.ts";
import { log1p } from "./logarithm.ts";
import { Layout, workspace } from "./workspace.ts";

/** One pass over the rows, block by block. */
interface Pass {
  /** Adds the gradient of `count` rows starting at `first`, and writes the parts of their losses to `sums`. */
  add(first: number, count: number): void;
  /** For the rows of each class, Σ max(±z, 0); then, for the rows of each class, Π (1 + exp(−|z|)) − 1. */
  readonly sums: Float64Array;
  /** p numbers, then that of the intercept. */
  readonly gradient: Float64Array;
}

/**
 * Σ sᵢ (log(1 + e^zᵢ) − yᵢ zᵢ) over the rows of two classes, and its gradient, neither averaged nor penalised;
 * sᵢ is the weight of the row's class. The rows of a class in a block share one logarithm, Σ log(1 + eᵢ) =
 * log(1 + (Π (1 + eᵢ) − 1)), where the product minus 1 is accumulated as a sum of positive terms, so that no
 * digits are lost. The result is the same to the last bit with and without kernels.
 */
export function binaryLogLoss(rows: ClassifiedRows, space = workspace): SummedLoss {
  const { X, classWeights, fitIntercept } = rows;
  const p = X.columns;
  const blockRows = rowsOfBlock(p);
  const kernelPass = passesByKernel(rows, blockRows, space);
  const plainPass = plainPasses(rows, blockRows);
  return (w, gradient) => {
    const pass = kernelPass(w) ?? plainPass(w);
    const { sums } = pass;
    let loss = 0;
    for (let first = 0; first < X.rows; first += blockRows) {
      pass.add(first, Math.min(blockRows, X.rows - first));
      loss +=
        classWeights[0]! * (sums[0]! + log1p(sums[2]!)) + classWeights[1]! * (sums[1]! + log1p(sums[3]!));
    }
    gradient.set(fitIntercept ? pass.gradient : pass.gradient.subarray(0, p));
    return loss;
  };
}

/** Returns a function that begins a pass at `w`, or returns undefined if there is no kernel. */
function passesByKernel(
  { X, y, classWeights, fitIntercept }: ClassifiedRows,
  blockRows: number,
  space: typeof workspace,
): (w: Float64Array) => Pass | undefined {
  const { columns: p, data } = X;
  const [weight0, weight1] = classWeights as unknown as [number, number];
  const layout = new Layout();
  const xAt = layout.take(blockRows * p);
  const yAt = layout.take(blockRows + 1);
  const residualsAt = layout.take(blockRows + 1);
  const wAt = layout.take(p);
  const sumsAt = layout.take(4);
  const gradientAt = layout.take(p + 1);
  return (w) => {
    const work = space(layout.doubles);
    if (work === undefined) return undefined;
    const { kernels, values } = work;
    values.set(w.subarray(0, p), wAt);
    values.fill(0, gradientAt, gradientAt + p + 1);
    const b = fitIntercept ? w[p]! : 0;
    return {
      add(first, count) {
        values.set(data.subarray(first * p, (first + count) * p), xAt);
        values.set(y.subarray(first, first + count), yAt);
        values[yAt + count] = 2;
        kernels.binaryLogLoss(
          8 * xAt,
          count,
          p,
          8 * yAt,
          8 * wAt,
          b,
          weight0,
          weight1,
          8 * residualsAt,
          8 * gradientAt,
          8 * sumsAt,
        );
      },
      sums: values.subarray(sumsAt, sumsAt + 4),
      gradient: values.subarray(gradientAt, gradientAt + p + 1),
    };
  };
}

/** The plain twin of `passesByKernel`. */
function plainPasses(
  { X, y, classWeights, fitIntercept }: ClassifiedRows,
  blockRows: number,
): (w: Float64Array) => Pass {
  const { columns: p, data } = X;
  return (w) => {
    const z = new Float64Array(blockRows);
    const gradient = new Float64Array(p + 1);
    const sums = new Float64Array(4);
    const b = fitIntercept ? w[p]! : 0;
    return {
      add(first, count) {
        scores(data, first * p, count, p, w, b, z);
        residuals(z, count, y, first, classWeights, sums);
        gradient[p] = gradient[p]! + sumOf(z, count);
        addGradient(data, first * p, count, p, z, gradient);
      },
      sums,
      gradient,
    };
  };
}

/**
 * Computes z = x·w + b for m rows starting at `data[offset]`; even and odd columns are summed separately, as in
 * the kernel.
 */
function scores(
  data: Float64Array,
  offset: number,
  m: number,
  p: number,
  w: Float64Array,
  b: number,
  z: Float64Array,
): void {
  const even = p & ~1;
  for (let i = 0, at = offset; i < m; i++) {
    let s = 0;
    let t = 0;
    for (let j = 0; j < even; j += 2, at += 2) {
      s += data[at]! * w[j]!;
      t += data[at + 1]! * w[j + 1]!;
    }
    if (even < p) s += data[at++]! * w[even]!;
    z[i] = s + t + b;
  }
}

/**
 * Turns m scores into s (σ(z) − y), in place, and writes the four sums; even and odd rows are summed
 * separately, as in the kernel.
 */
function residuals(
  z: Float64Array,
  m: number,
  y: Int32Array,
  first: number,
  classWeights: Float64Array,
  sums: Float64Array,
): void {
  // For each class, the sums over even rows and over odd rows.
  const missed = new Float64Array(4);
  const joint = new Float64Array(4);
  for (let i = 0; i < m; i++) {
    const score = z[i]!;
    const label = y[first + i]!;
    const at = 2 * label + (i & 1);
    const e = exponential(-Math.abs(score));
    missed[at] = missed[at]! + Math.max(label === 1 ? -score : score, 0);
    joint[at] = joint[at]! + (e + joint[at]! * e);
    z[i] = classWeights[label]! * ((score >= 0 ? 1 : e) / (1 + e) - label);
  }
  sums[0] = missed[0]! + missed[1]!;
  sums[1] = missed[2]! + missed[3]!;
  sums[2] = joint[0]! + (joint[1]! + joint[0]! * joint[1]!);
  sums[3] = joint[2]! + (joint[3]! + joint[2]! * joint[3]!);
}

function sumOf(values: Float64Array, count: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < count; i += 2) even += values[i]!;
  for (let i = 1; i < count; i += 2) odd += values[i]!;
  return even + odd;
}

/**
 * Computes gradient += Xᵀ residual over m rows starting at `data[offset]`, four rows at a time as in the
 * kernel.
 */
export function addGradient(
  data: Float64Array,
  offset: number,
  m: number,
  p: number,
  residual: Float64Array,
  gradient: Float64Array,
): void {
  const whole = m & ~3;
  for (let i = 0, row = offset; i < whole; i += 4, row += 4 * p) {
    const r0 = residual[i]!;
    const r1 = residual[i + 1]!;
    const r2 = residual[i + 2]!;
    const r3 = residual[i + 3]!;
    for (let j = 0, at = row; j < p; j++, at++) {
      gradient[j] =
        gradient[j]! +
        (r0 * data[at]! + r1 * data[at + p]! + (r2 * data[at + 2 * p]! + r3 * data[at + 3 * p]!));
    }
  }
  for (let i = whole, row = offset + whole * p; i < m; i++, row += p) {
    const value = residual[i]!;
    for (let j = 0; j < p; j++) gradient[j] = gradient[j]! + value * data[row + j]!;
  }
}
