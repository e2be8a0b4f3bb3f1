import { quantileBySelection } from "../../linalg/quantiles.ts";
import { average, type Loss } from "./loss.ts";

/** The losses of `HistGradientBoostingRegressor`. */
export type RegressionLossName = "squared_error" | "absolute_error" | "gamma" | "poisson" | "quantile";

/** Returns the loss called `name`; `quantile` is that of the pinball loss, between 0 and 1. */
export function regressionLoss(name: RegressionLossName, quantile: number): Loss {
  switch (name) {
    case "squared_error":
      return SQUARED_ERROR;
    case "absolute_error":
      return pinball(0.5, 2);
    case "quantile":
      return pinball(quantile, 1);
    case "poisson":
      return POISSON;
    case "gamma":
      return GAMMA;
  }
}

/** Returns whether raw predictions are logarithms of the predicted means. */
export function hasLogLink(name: RegressionLossName): boolean {
  return name === "poisson" || name === "gamma";
}

// With weights of rows, the losses are those of `weighted-regression-losses.ts`.

/** Squared error, ½ (y − z)². */
const SQUARED_ERROR: Loss = {
  trees: 1,
  constantHessian: true,
  baseline: (y) => Float64Array.of(average(y, undefined)),
  evaluate(y, [raw], _weights, [out], start, stop) {
    let sum = 0;
    for (let i = start; i < stop; i++) {
      const gradient = raw![i]! - y[i]!;
      out![i] = gradient;
      sum += gradient * gradient;
    }
    return 0.5 * sum;
  },
};

/**
 * Pinball loss of the quantile q, (y − z) (q − [y < z]), times `factor`: 2 for the median gives |y − z|. Its
 * second derivative is 0, so hessians count as 1, and leaves take the quantile of their residuals.
 */
function pinball(q: number, factor: 1 | 2): Loss {
  const below = -q * factor;
  const above = (1 - q) * factor;
  return {
    trees: 1,
    constantHessian: true,
    baseline: (y) => Float64Array.of(quantileBySelection(y.slice(), q)),
    evaluate(y, [raw], _weights, [out], start, stop) {
      let sum = 0;
      for (let i = start; i < stop; i++) {
        const excess = raw![i]! - y[i]!;
        // At the target itself the slope is that of a prediction below it, as in scikit-learn.
        const slope = excess > 0 ? above : below;
        out![i] = slope;
        sum += slope * excess;
      }
      return sum;
    },
    leafValue: (residuals) => quantileBySelection(residuals, q),
  };
}

/** Half the Poisson deviance, eᶻ − y z, up to terms without z. */
const POISSON: Loss = {
  trees: 1,
  constantHessian: false,
  baseline: logOfMean,
  evaluate(y, [raw], _weights, [out], start, stop) {
    let sum = 0;
    for (let i = start; i < stop; i++) {
      const prediction = Math.exp(raw![i]!);
      out![2 * i] = prediction - y[i]!;
      out![2 * i + 1] = prediction;
      sum += prediction - y[i]! * raw![i]!;
    }
    return sum;
  },
};

/** Half the gamma deviance, z + y e⁻ᶻ, up to terms without z. */
const GAMMA: Loss = {
  trees: 1,
  constantHessian: false,
  baseline: logOfMean,
  evaluate(y, [raw], _weights, [out], start, stop) {
    let sum = 0;
    for (let i = start; i < stop; i++) {
      const ratio = y[i]! * Math.exp(-raw![i]!);
      out![2 * i] = 1 - ratio;
      out![2 * i + 1] = ratio;
      sum += raw![i]! + ratio;
    }
    return sum;
  },
};

function logOfMean(y: Float64Array): Float64Array {
  return Float64Array.of(Math.log(Math.max(average(y, undefined), 10 * Number.EPSILON)));
}
