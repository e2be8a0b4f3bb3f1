import { addTransposedProduct, multiplyTransposed } from "../linalg/matrix-products.ts";
import { multiplyByDerivative } from "./activations.ts";
import type { Examples } from "./examples.ts";
import { BLOCK_ROWS, forward, layerBuffers, type Network } from "./network.ts";

/** Probabilities are kept this far from 0 and 1 before taking their logarithm. */
const CLIP = Number.EPSILON;

/**
 * Computes the loss and gradient of a network over batches of `examples`: the mean over the rows of the loss that
 * belongs to the output function (see `Output`), weighted if the rows have weights, plus ½ alpha ‖coefficients‖² / rows.
 * As in scikit-learn, the squared error is averaged over the outputs too, but its gradient is not; `overOutputs` = "sum"
 * makes the two agree. Buffers are allocated once.
 */
export class Backpropagation {
  readonly #network: Network;
  readonly #examples: Examples;
  readonly #alpha: number;
  readonly #overOutputs: "mean" | "sum";
  readonly #input: Float64Array;
  readonly #targets: Float64Array;
  readonly #outputs: Float64Array[];
  readonly #deltas: Float64Array[];

  /**
   * `most` is the size of the largest batch; `overOutputs` says how to combine the squared errors of one row.
   */
  constructor(
    network: Network,
    examples: Examples,
    alpha: number,
    most: number,
    overOutputs: "mean" | "sum" = "mean",
  ) {
    const rows = Math.min(BLOCK_ROWS, most);
    this.#network = network;
    this.#examples = examples;
    this.#alpha = alpha;
    this.#overOutputs = overOutputs;
    this.#input = new Float64Array(rows * examples.X.columns);
    this.#targets = new Float64Array(rows * examples.targets.width);
    this.#outputs = layerBuffers(network, rows);
    this.#deltas = layerBuffers(network, rows);
  }

  /**
   * Returns the loss of the rows order[from] … order[to − 1] at `weights`, and writes its gradient to
   * `gradient`. Both are 0 if all of these rows have the weight 0.
   */
  batch(weights: Float64Array, order: Int32Array, from: number, to: number, gradient: Float64Array): number {
    gradient.fill(0);
    const total = this.#totalWeight(order, from, to);
    if (total === 0) return 0;
    let sum = 0;
    for (let first = from; first < to; first += BLOCK_ROWS) {
      const m = Math.min(BLOCK_ROWS, to - first);
      this.#gather(order, first, m);
      forward(this.#network, weights, this.#input, m, this.#outputs);
      sum +=
        this.#examples.weights === undefined
          ? this.#lossAndDelta(0, m)
          : this.#weightedLoss(order, first, m, this.#examples.weights);
      this.#propagate(weights, m, gradient);
    }
    return this.#penalise(weights, gradient, sum, total);
  }

  /** Returns the weight of the rows order[from] … order[to − 1]: their number without weights. */
  #totalWeight(order: Int32Array, from: number, to: number): number {
    const own = this.#examples.weights;
    if (own === undefined) return to - from;
    let sum = 0;
    for (let i = from; i < to; i++) sum += own[order[i]!]!;
    return sum;
  }

  /** As `#lossAndDelta`, each row multiplied by its weight. */
  #weightedLoss(order: Int32Array, first: number, m: number, own: Float64Array): number {
    const delta = this.#deltas.at(-1)!;
    const { width } = this.#examples.targets;
    let sum = 0;
    for (let i = 0; i < m; i++) {
      const weight = own[order[first + i]!]!;
      sum += weight * this.#lossAndDelta(i, i + 1);
      for (let at = i * width; at < (i + 1) * width; at++) delta[at] = weight * delta[at]!;
    }
    return sum;
  }

  #gather(order: Int32Array, first: number, m: number): void {
    const { X, targets } = this.#examples;
    const { columns, data } = X;
    const input = this.#input;
    const target = this.#targets;
    const { width } = targets;
    for (let i = 0, at = 0; i < m; i++) {
      const row = order[first + i]!;
      for (let j = 0, source = row * columns; j < columns; j++, at++, source++) input[at] = data[source]!;
      targets.write(row, target, i * width);
    }
  }

  /** Returns the summed loss of the rows `first` … `last` − 1 of the block, and writes output − target to the last deltas. */
  #lossAndDelta(first: number, last: number): number {
    const output = this.#outputs.at(-1)!;
    const delta = this.#deltas.at(-1)!;
    const target = this.#targets;
    const { width } = this.#examples.targets;
    const start = first * width;
    const end = last * width;
    let sum = 0;
    switch (this.#network.output) {
      case "identity":
        for (let i = start; i < end; i++) {
          const difference = output[i]! - target[i]!;
          delta[i] = difference;
          sum += difference * difference;
        }
        return (0.5 * sum) / (this.#overOutputs === "mean" ? width : 1);
      case "exp":
        for (let i = start; i < end; i++) {
          const mean = output[i]!;
          const count = target[i]!;
          delta[i] = mean - count;
          sum += mean - count + (count === 0 ? 0 : count * Math.log(count / mean));
        }
        return sum;
      case "logistic":
        for (let i = start; i < end; i++) {
          const probability = output[i]!;
          delta[i] = probability - target[i]!;
          const own = target[i] === 1 ? probability : 1 - probability;
          sum -= Math.log(Math.min(Math.max(own, CLIP), 1 - CLIP));
        }
        return sum;
      case "softmax":
        for (let i = start; i < end; i++) {
          const probability = output[i]!;
          delta[i] = probability - target[i]!;
          if (target[i] === 1) sum -= Math.log(Math.min(Math.max(probability, CLIP), 1 - CLIP));
        }
        return sum;
    }
  }

  /** Adds the sums of the gradient over m rows, from the last layer to the first. */
  #propagate(weights: Float64Array, m: number, gradient: Float64Array): void {
    const { layers, activation } = this.#network;
    for (let l = layers.length - 1; l >= 0; l--) {
      const { fanIn, fanOut, coef, intercept } = layers[l]!;
      const delta = this.#deltas[l]!;
      const input = l === 0 ? this.#input : this.#outputs[l - 1]!;
      addTransposedProduct(input, delta, m, fanIn, fanOut, gradient, coef);
      for (let i = 0, at = 0; i < m; i++) {
        for (let j = 0; j < fanOut; j++, at++) {
          gradient[intercept + j] = gradient[intercept + j]! + delta[at]!;
        }
      }
      if (l === 0) continue;
      const before = this.#deltas[l - 1]!;
      multiplyTransposed(delta, m, fanOut, weights, coef, fanIn, before);
      multiplyByDerivative(activation, input, before, m * fanIn);
    }
  }

  /** Turns sums into means and adds the penalty; returns the loss. */
  #penalise(weights: Float64Array, gradient: Float64Array, sum: number, rows: number): number {
    const alpha = this.#alpha;
    let squares = 0;
    for (const { coef, intercept } of this.#network.layers) {
      for (let at = coef; at < intercept; at++) {
        const weight = weights[at]!;
        squares += weight * weight;
        gradient[at] = gradient[at]! + alpha * weight;
      }
    }
    for (let at = 0; at < gradient.length; at++) gradient[at] = gradient[at]! / rows;
    return sum / rows + (0.5 * alpha * squares) / rows;
  }
}
