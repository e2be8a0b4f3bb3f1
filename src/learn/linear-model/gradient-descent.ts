import MlLogisticRegression from "ml-logistic-regression";
import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";

/** The weights of one-vs-rest classifiers, one row per class, with the intercept last if there is one. */
interface GradientDescentResult {
  readonly weights: Float64Array[];
  /** The largest entry of the mean gradient after the last step. */
  readonly gradient: number;
}

/**
 * One-vs-rest logistic regression without penalty by the package ml-logistic-regression: `steps` steps of
 * gradient descent on the summed loss. The step size must stay below 2/L, where L = λmax(XᵀX)/4 is the largest
 * curvature of the loss; 1.8/L is used.
 * Throws `ValueError` if the weights are not finite.
 */
export function descend(
  X: Matrix,
  y: Int32Array,
  classCount: number,
  fitIntercept: boolean,
  steps: number,
): GradientDescentResult {
  const design = fitIntercept ? withOnes(X) : X;
  const { rows, columns } = design;
  const features = MlMatrix.from1DArray(rows, columns, design.data as unknown as number[]);
  const gram = features.transpose().mmul(features);
  if (!gram.to1DArray().every(Number.isFinite)) {
    throw new ValueError("gradient_descent got numbers too large; scale them before");
  }
  // The matrix is scaled to trace 1, because the eigenvalues of very large or very small numbers would
  // overflow.
  const trace = gram.trace();
  const scaled = trace > 0 ? MlMatrix.div(gram, trace) : gram;
  const eigenvalues = new EigenvalueDecomposition(scaled, { assumeSymmetric: true }).realEigenvalues;
  const curvature = (Math.max(...eigenvalues) * trace) / 4;
  const learner = new MlLogisticRegression({
    numSteps: steps,
    learningRate: curvature > 0 ? 1.8 / curvature : 1,
  });
  learner.train(features, MlMatrix.columnVector(Array.from(y)));
  const weights = learner.classifiers.map(({ weights: w }) =>
    // The package codes the other classes as 1: reverse the sign.
    Float64Array.from(w.to1DArray(), (value) => -value),
  );
  if (weights.length !== classCount || !weights.every((w) => w.every(Number.isFinite))) {
    throw new ValueError("gradient_descent diverged: the weights are not finite; use the solver lbfgs");
  }
  return { weights, gradient: Math.max(...weights.map((w, k) => meanGradient(design, y, k, w))) };
}

function withOnes({ rows, columns, data }: Matrix): Matrix {
  const wider = new Float64Array(rows * (columns + 1));
  for (let i = 0; i < rows; i++) {
    wider.set(data.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
    wider[i * (columns + 1) + columns] = 1;
  }
  return { rows, columns: columns + 1, data: wider };
}

function meanGradient({ rows, columns, data }: Matrix, y: Int32Array, own: number, w: Float64Array): number {
  const gradient = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    let z = 0;
    for (let j = 0; j < columns; j++) z += data[i * columns + j]! * w[j]!;
    const residual = 1 / (1 + Math.exp(-z)) - (y[i] === own ? 1 : 0);
    for (let j = 0; j < columns; j++) gradient[j]! += residual * data[i * columns + j]!;
  }
  return Math.max(...gradient.map(Math.abs)) / rows;
}
