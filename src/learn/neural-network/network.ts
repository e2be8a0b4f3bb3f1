import type { Random } from "../core/random.ts";
import { multiplyAdd } from "../linalg/matrix-products.ts";
import { softmax } from "../linalg/softmax.ts";
import { type Activation, activate, type Output } from "./activations.ts";

/**
 * Number of rows that pass through the network at a time, so that their activations stay in the processor's
 * cache.
 */
export const BLOCK_ROWS = 256;

/** A dense layer and the position of its weights in the network's single array. */
export interface Layer {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Offset of the coefficients, fanIn × fanOut, row-major. */
  readonly coef: number;
  /** Offset of the fanOut intercepts. */
  readonly intercept: number;
}

/** The shape of a fully connected network, without its weights. */
export interface Network {
  /** At least one; the last is the output layer. */
  readonly layers: readonly Layer[];
  readonly activation: Activation;
  readonly output: Output;
  /** Length of the array of all weights. */
  readonly size: number;
}

/** Creates the network with `sizes` neurons per layer, from the columns of X to the outputs. */
export function network(sizes: readonly number[], activation: Activation, output: Output): Network {
  const layers: Layer[] = [];
  let size = 0;
  for (let l = 0; l + 1 < sizes.length; l++) {
    const fanIn = sizes[l]!;
    const fanOut = sizes[l + 1]!;
    layers.push({ fanIn, fanOut, coef: size, intercept: size + fanIn * fanOut });
    size += (fanIn + 1) * fanOut;
  }
  return { layers, activation, output, size };
}

/**
 * Draws weights and intercepts uniformly from ±√(6 / (fan-in + fan-out)), with 2 instead of 6 for logistic
 * neurons.
 * Reference: Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks,
 * 2010.
 */
export function initialWeights({ layers, activation, size }: Network, random: Random): Float64Array {
  const weights = new Float64Array(size);
  for (const { fanIn, fanOut, coef, intercept } of layers) {
    const bound = Math.sqrt((activation === "logistic" ? 2 : 6) / (fanIn + fanOut));
    for (let at = coef; at < intercept + fanOut; at++) weights[at] = (2 * random.next() - 1) * bound;
  }
  return weights;
}

/** Allocates buffers for the outputs of each layer for up to `rows` rows. */
export function layerBuffers({ layers }: Network, rows: number): Float64Array[] {
  return layers.map(({ fanOut }) => new Float64Array(rows * fanOut));
}

/** Passes the first m rows of `input` through the network; the output of layer l goes to `outputs[l]`. */
export function forward(
  { layers, activation, output }: Network,
  weights: Float64Array,
  input: Float64Array,
  m: number,
  outputs: readonly Float64Array[],
): void {
  let from = input;
  for (let l = 0; l < layers.length; l++) {
    const { fanIn, fanOut, coef, intercept } = layers[l]!;
    const to = outputs[l]!;
    multiplyAdd(from, m, fanIn, weights, coef, intercept, fanOut, to);
    if (l + 1 < layers.length) activate(activation, to, m * fanOut);
    else if (output === "softmax") softmax(to, m, fanOut);
    else activate(output, to, m * fanOut);
    from = to;
  }
}

/**
 * Returns the network's outputs for each of `rows` rows of `data`, rows × outputs; each row independently of
 * the others.
 */
export function outputsOf(
  shape: Network,
  weights: Float64Array,
  data: Float64Array,
  rows: number,
): Float64Array {
  const p = shape.layers[0]!.fanIn;
  const width = shape.layers.at(-1)!.fanOut;
  const result = new Float64Array(rows * width);
  const buffers = layerBuffers(shape, Math.min(rows, BLOCK_ROWS));
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const m = Math.min(BLOCK_ROWS, rows - first);
    forward(shape, weights, data.subarray(first * p, (first + m) * p), m, buffers);
    result.set(buffers.at(-1)!.subarray(0, m * width), first * width);
  }
  return result;
}
