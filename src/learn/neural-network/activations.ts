import { logistic } from "../linalg/logistic.ts";

/** What a hidden neuron makes of its input. */
export const ACTIVATIONS = ["identity", "logistic", "tanh", "relu"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/**
 * What the last layer makes of its input, each with the loss whose derivative by that input is output − target:
 * `identity` with half the squared error, `exp` with half the Poisson deviance, `logistic` with the log loss of two
 * classes, `softmax` with that of more.
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

/** Multiplies the first `length` numbers of `delta` by the derivative of `activation`, given by what it put out. */
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
