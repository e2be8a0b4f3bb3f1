import { average, type Loss } from "./loss.ts";

/** Below this, the logistic function equals the exponential to the last bit. */
const DEEP = -37;
/**
 * A product above this is replaced by its logarithm; one more factor, at most 1 + e³⁷, still fits into a
 * double.
 */
const LARGE = 1e200;

/** Log loss of two classes: log(1 + eᶻ) − y z, y ∈ {0, 1}, where z is the log odds of the last class. */
export const BINARY_LOG_LOSS: Loss = {
  trees: 1,
  constantHessian: false,

  baseline(y, weights) {
    const margin = 10 * Number.EPSILON;
    const fraction = Math.min(Math.max(average(y, weights), margin), 1 - margin);
    return Float64Array.of(Math.log(fraction / (1 - fraction)));
  },

  evaluate: (y, [raw], weights, [out], start, stop) =>
    weights === undefined
      ? evaluateBinary(y, raw!, out!, start, stop)
      : evaluateWeighted(y, raw!, weights, out!, start, stop),
};

function evaluateBinary(
  y: Float64Array,
  raw: Float64Array,
  out: Float32Array,
  start: number,
  stop: number,
): number {
  let linear = 0;
  let product = 1;
  let logs = 0;
  for (let i = start, at = 2 * start; i < stop; i++, at += 2) {
    const z = raw[i]!;
    const target = y[i]!;
    if (z > DEEP) {
      const e = Math.exp(-z);
      out[at] = (1 - target - target * e) / (1 + e);
      out[at + 1] = e / ((1 + e) * (1 + e));
      // log(1 + eᶻ) − y z = log(1 + e⁻ᶻ) + (1 − y) z. The logarithm is taken of products, many terms at a time.
      linear += (1 - target) * z;
      product *= 1 + e;
      if (product > LARGE) {
        logs += Math.log(product);
        product = 1;
      }
    } else {
      const e = Math.exp(z);
      out[at] = e - target;
      out[at + 1] = e;
      linear += e - target * z;
    }
  }
  return linear + logs + Math.log(product);
}

function evaluateWeighted(
  y: Float64Array,
  raw: Float64Array,
  weights: Float64Array,
  out: Float32Array,
  start: number,
  stop: number,
): number {
  let sum = 0;
  for (let i = start, at = 2 * start; i < stop; i++, at += 2) {
    const z = raw[i]!;
    const target = y[i]!;
    const weight = weights[i]!;
    if (z > DEEP) {
      const e = Math.exp(-z);
      out[at] = (weight * (1 - target - target * e)) / (1 + e);
      out[at + 1] = (weight * e) / ((1 + e) * (1 + e));
      sum += weight * (Math.log1p(e) + (1 - target) * z);
    } else {
      const e = Math.exp(z);
      out[at] = weight * (e - target);
      out[at + 1] = weight * e;
      sum += weight * (e - target * z);
    }
  }
  return sum;
}

/**
 * Log loss of K ≥ 3 classes: log Σₖ exp(zₖ) − z_y. Each class has its own trees; its hessian is the diagonal
 * entry p (1 − p).
 */
export function logLossOfClasses(classes: number): Loss {
  return {
    trees: classes,
    constantHessian: false,

    baseline(y, weights) {
      const logs = new Float64Array(classes);
      for (let k = 0; k < classes; k++) {
        const fraction = average(
          y.map((code) => Number(code === k)),
          weights,
        );
        logs[k] = Math.log(Math.min(Math.max(fraction, Number.EPSILON), 1 - Number.EPSILON));
      }
      const centre = average(logs, undefined);
      return logs.map((log) => log - centre);
    },

    evaluate(y, raw, weights, out, start, stop) {
      const terms = new Float64Array(classes);
      let sum = 0;
      for (let i = start; i < stop; i++) {
        const own = y[i]!;
        const weight = weights === undefined ? 1 : weights[i]!;
        const exponentialSum = exponentials(raw, i, terms);
        for (let k = 0; k < classes; k++) {
          const probability = terms[k]! / exponentialSum;
          const pairs = out[k]!;
          pairs[2 * i] = weight * (probability - (own === k ? 1 : 0));
          pairs[2 * i + 1] = weight * (probability * (1 - probability));
        }
        sum += weight * (Math.log(exponentialSum) + top(raw, i) - raw[own]![i]!);
      }
      return sum;
    },
  };
}

function top(raw: readonly Float64Array[], i: number): number {
  let largest = raw[0]![i]!;
  for (let k = 1; k < raw.length; k++) if (raw[k]![i]! > largest) largest = raw[k]![i]!;
  return largest;
}

/** Writes exp(zₖ − top) of row i to `terms`; returns their sum. */
function exponentials(raw: readonly Float64Array[], i: number, terms: Float64Array): number {
  const largest = top(raw, i);
  let sum = 0;
  for (let k = 0; k < raw.length; k++) {
    const e = Math.exp(raw[k]![i]! - largest);
    terms[k] = e;
    sum += e;
  }
  return sum;
}
