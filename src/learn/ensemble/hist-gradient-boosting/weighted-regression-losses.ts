import { weightedQuantile } from "../../linalg/weighted-quantile.ts";
import { average, type Loss } from "./loss.ts";
import type { RegressionLossName } from "./regression-losses.ts";

/** The slope, the curvature and the loss of one row, in this order, written to `terms`. */
type RowLoss = (target: number, raw: number, terms: Float64Array) => void;

/**
 * Returns the loss called `name` where every row has a weight, by which its gradient and its hessian are multiplied; `quantile` is
 * that of the pinball loss. As in scikit-learn, quantiles with weights are not interpolated.
 */
export function weightedRegressionLoss(name: RegressionLossName, quantile: number): Loss {
  switch (name) {
    case "squared_error":
      return smooth(squaredError, average);
    case "poisson":
      return smooth(poisson, logOfMean);
    case "gamma":
      return smooth(gamma, logOfMean);
    case "absolute_error":
      return pinball(0.5, 2);
    case "quantile":
      return pinball(quantile, 1);
  }
}

function smooth(
  rowLoss: RowLoss,
  start: (y: Float64Array, weights: Float64Array | undefined) => number,
): Loss {
  return {
    trees: 1,
    constantHessian: false,
    baseline: (y, weights) => Float64Array.of(start(y, weights)),
    evaluate(y, [raw], weights, [out], from, stop) {
      const terms = new Float64Array(3);
      let sum = 0;
      for (let i = from; i < stop; i++) {
        const weight = weights![i]!;
        rowLoss(y[i]!, raw![i]!, terms);
        out![2 * i] = weight * terms[0]!;
        out![2 * i + 1] = weight * terms[1]!;
        sum += weight * terms[2]!;
      }
      return sum;
    },
  };
}

/** Pinball loss of the quantile q times `factor`; see `regressionLoss`. Its hessians are the weights. */
function pinball(q: number, factor: 1 | 2): Loss {
  const rowLoss: RowLoss = (target, raw, terms) => {
    const excess = raw - target;
    terms[0] = excess > 0 ? (1 - q) * factor : -q * factor;
    terms[1] = 1;
    terms[2] = terms[0] * excess;
  };
  return {
    ...smooth(rowLoss, (y, weights) => weightedQuantile(y, weights!, q)),
    leafValue: (residuals, weights) => weightedQuantile(residuals, weights!, q),
  };
}

const squaredError: RowLoss = (target, raw, terms) => {
  const gradient = raw - target;
  terms[0] = gradient;
  terms[1] = 1;
  terms[2] = 0.5 * gradient * gradient;
};

const poisson: RowLoss = (target, raw, terms) => {
  const prediction = Math.exp(raw);
  terms[0] = prediction - target;
  terms[1] = prediction;
  terms[2] = prediction - target * raw;
};

const gamma: RowLoss = (target, raw, terms) => {
  const ratio = target * Math.exp(-raw);
  terms[0] = 1 - ratio;
  terms[1] = ratio;
  terms[2] = raw + ratio;
};

function logOfMean(y: Float64Array, weights: Float64Array | undefined): number {
  return Math.log(Math.max(average(y, weights), 10 * Number.EPSILON));
}
