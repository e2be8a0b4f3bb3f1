import MlLogisticRegression from "ml-logistic-regression";
import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";

/** Weights of one-vs-rest classifiers, one row a class, the intercept last if there is one. */
export interface GradientDescentResult {
  readonly weights: Float64Array[];
  /** Largest entry of the mean gradient where the descent stopped. */
  readonly gradient: number;
}

/**
 * One-vs-rest logistic regression without penalty by ml-logistic-regression: `steps` fixed steps of gradient
 * descent on the summed loss. Its step must stay below 2/L, L = λmax(XᵀX)/4 being the largest curvature of that
 * loss; 1.8/L is taken.
 * Throws `ValueError` when the weights are not finite.
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
  // Eigenvalues of the matrix scaled to a trace of 1: those of very large or small numbers would overflow on the way.
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
    // The package learns "another class" as 1: turn it round.
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
