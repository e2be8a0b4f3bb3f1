import type { Matrix } from "../core/matrix.ts";
import { columnMeans } from "../linalg/column-means.ts";
import { dot } from "../linalg/dot.ts";
import { affineScores } from "../simd/affine-scores.ts";
import { type Kernel, kernelValues } from "./kernel.ts";

/** The machines of all pairs of classes, as returned by `trainPairs`. */
export interface PairMachines {
  readonly classes: number;
  readonly columns: number;
  /** Row-major, class by class. */
  readonly supportVectors: Float64Array;
  readonly nSupport: Int32Array;
  readonly dualCoef: Float64Array;
  readonly intercept: Float64Array;
  readonly kernel: Kernel;
}

/** Returns the decision values of every pair, n × K(K − 1)/2: Σ β K(support vector, x) + b. */
export function pairDecisions(machines: PairMachines, X: Matrix): Float64Array {
  const { classes, supportVectors, nSupport, dualCoef, intercept, kernel } = machines;
  const { rows, columns: p, data } = X;
  // With a linear kernel, the support vectors of a pair add up to one weight vector.
  if (kernel.name === "linear") return affineScores(data, rows, p, pairWeights(machines), intercept);
  const count = p === 0 ? 0 : supportVectors.length / p;
  const starts = startsOf(nSupport);
  const values = new Float64Array(count);
  const decisions = new Float64Array(rows * intercept.length);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    kernelValues(kernel, supportVectors, p, data, row * p, 0, count, values);
    for (let i = 0, pair = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, pair++) {
        const a = starts[i]!;
        const b = starts[j]!;
        const ofFirst = dot(dualCoef, (j - 1) * count + a, values, a, nSupport[i]!);
        const ofSecond = dot(dualCoef, i * count + b, values, b, nSupport[j]!);
        decisions[at++] = ofFirst + ofSecond + intercept[pair]!;
      }
    }
  }
  return decisions;
}

/**
 * Returns Σ β x over the support vectors of each pair, pairs × p: scikit-learn's `coef_` for a linear kernel.
 * The support vectors are centred first, which is allowed because Σ β is 0 and avoids loss of digits to large
 * means.
 */
export function pairWeights(machines: PairMachines): Float64Array {
  const { classes, columns: p, supportVectors, nSupport, dualCoef, intercept } = machines;
  const count = supportVectors.length / p;
  const starts = startsOf(nSupport);
  const weights = new Float64Array(intercept.length * p);
  const mean = columnMeans({ rows: count, columns: p, data: supportVectors });
  let pair = 0;
  const add = (against: number, k: number) => {
    const factor = dualCoef[against * count + k]!;
    for (let j = 0; j < p; j++) {
      weights[pair * p + j]! += factor * (supportVectors[k * p + j]! - mean[j]!);
    }
  };
  for (let i = 0; i < classes; i++) {
    for (let j = i + 1; j < classes; j++, pair++) {
      for (let k = starts[i]!; k < starts[i + 1]!; k++) add(j - 1, k);
      for (let k = starts[j]!; k < starts[j + 1]!; k++) add(i, k);
    }
  }
  return weights;
}

/** Returns the index of the first support vector of each class, followed by their number. */
function startsOf(nSupport: Int32Array): Int32Array {
  const starts = new Int32Array(nSupport.length + 1);
  for (let i = 0; i < nSupport.length; i++) starts[i + 1] = starts[i]! + nSupport[i]!;
  return starts;
}
