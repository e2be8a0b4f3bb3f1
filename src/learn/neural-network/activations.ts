import { logistic } from "../linalg/logistic.ts";

/** The activation functions of hidden neurons. */
export const ACTIVATIONS = ["identity", "logistic", "tanh", "relu"] as const;
/** The name of an activation function. */
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * The functions of the output layer, each with a loss whose derivative with respect to the function's argument
 * is output − target: `identity` with half the squared error, `exp` with half the Poisson deviance, `logistic`
 * with the log loss of two classes, `softmax` with that of more.
 */
export type Output = "identity" | "exp" | "logistic" | "softmax";

/** Applies `activation` to the first `length` numbers of `z`, in place. */
export function activate(activation: Activation | Output, z: Float64Array, length: number): void {
  switch (activation) {
    case "relu":
      for (let i = 0; i < length; i++) if (z[i]! < 0) z[i] = 0;
      return;
    case "tanh":
      for (let i = 0; i < length; i++) z[i] = Math.tanh(z[i]!);
      return;
    case "exp":
      for (let i = 0; i < length; i++) z[i] = Math.exp(z[i]!);
      return;
    case "logistic":
      for (let i = 0; i < length; i++) {
        z[i] = logistic(z[i]!);
      }
  }
}

/**
 * Multiplies the first `length` numbers of `delta` by the derivative of `activation`, computed from its
 * `output`.
 */
export function multiplyByDerivative(
  activation: Activation,
  output: Float64Array,
  delta: Float64Array,
  length: number,
): void {
  switch (activation) {
    case "relu":
      for (let i = 0; i < length; i++) if (output[i] === 0) delta[i] = 0;
      return;
    case "tanh":
      for (let i = 0; i < length; i++) delta[i] = delta[i]! * (1 - output[i]! * output[i]!);
      return;
    case "logistic":
      for (let i = 0; i < length; i++) delta[i] = delta[i]! * output[i]! * (1 - output[i]!);
  }
}
