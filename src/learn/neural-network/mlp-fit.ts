import { ValueError } from "../core/errors.ts";
import type { FitMonitor } from "../core/fit-monitor.ts";
import { Random } from "../core/random.ts";
import { checkFinite, checkLengths, checkSound } from "../core/restored.ts";
import { lbfgs } from "../linear-model/lbfgs.ts";
import type { Fold } from "../model-selection/fold.ts";
import { checkHeldBackWeights } from "../model-selection/held-back-weights.ts";
import { ACTIVATIONS, type Activation, type Output } from "./activations.ts";
import { Backpropagation } from "./backpropagation.ts";
import type { Examples } from "./examples.ts";
import type { MLPOptions } from "./mlp-parameters.ts";
import { initialWeights, type Network, network } from "./network.ts";
import { adam, type Optimizer, sgd } from "./optimizers.ts";
import { runPasses } from "./passes.ts";

/** What a perceptron learns. */
export interface MLPState {
  /** Number of neurons of every layer, from the columns of X to the outputs. */
  readonly layer_sizes: Int32Array;
  /** Layer by layer: coefficients (fan-in × fan-out, row-major), then intercepts. */
  readonly weights: Float64Array;
  readonly n_iter: number;
  /** The mean loss in the last pass. */
  readonly loss: number;
  readonly converged: boolean;
}

/** The parts of a fit that differ between classes and numbers. */
interface MLPTask {
  readonly examples: Examples;
  readonly output: Output;
  /** Holds rows back for early stopping. */
  readonly holdBack: (random: Random) => Fold;
  /** Returns the score of a network on rows; higher is better. */
  readonly score: (shape: Network, weights: Float64Array, rows: Int32Array) => number;
}

/** Minimum number of rows held back: a score on fewer rows would be meaningless. */
export const LEAST_HELD_BACK = 2;

/** Returns whether a fit holds rows back; `lbfgs`, which uses all rows at once, does not. */
export function stopsEarly({ early_stopping, solver }: MLPOptions): boolean {
  return early_stopping && solver !== "lbfgs";
}

/** SciPy's default for the relative decrease of the loss at which L-BFGS stops. */
const LBFGS_FUNCTION_TOLERANCE = 2.220446049250313e-9;

/**
 * Fits a perceptron. Initial weights, rows held back and shuffling each have their own stream of random
 * numbers, so that none depends on how many numbers another draws.
 * Throws `ValueError` if the weights become infinite or NaN, and for rows held back, or others, that all have the weight 0.
 */
export function fitMLP(task: MLPTask, parameters: MLPOptions, owner: string, monitor: FitMonitor): MLPState {
  const { examples, output } = task;
  const sizes = [examples.X.columns, ...[parameters.hidden_layer_sizes].flat(), examples.targets.width];
  const shape = network(sizes, parameters.activation, output);
  const random = new Random(parameters.random_state);
  const weights = initialWeights(shape, random.fork());
  const streams = { order: random.fork(), held: random.fork() };
  const fit = parameters.solver === "lbfgs" ? fitAtOnce : fitInBatches;
  const { iterations, loss, converged } = fit(task, shape, weights, streams, parameters, monitor);
  if (!weights.every(Number.isFinite)) {
    throw new ValueError(`${owner} found no finite weights; scale the data`);
  }
  if (!converged) {
    monitor.warn(
      `${owner} (${parameters.solver}) did not converge in ${iterations} iterations; raise max_iter or scale the data`,
    );
  }
  return { layer_sizes: Int32Array.from(sizes), weights, n_iter: iterations, loss, converged };
}

/** The random numbers for shuffling and for the choice of rows held back. */
type Streams = { readonly order: Random; readonly held: Random };
type Ended = { readonly iterations: number; readonly loss: number; readonly converged: boolean };

function fitInBatches(
  task: MLPTask,
  shape: Network,
  weights: Float64Array,
  streams: Streams,
  parameters: MLPOptions,
  monitor: FitMonitor,
): Ended {
  const { examples } = task;
  const { max_iter, batch_size } = parameters;
  const rows = examples.X.rows;
  const heldBack = stopsEarly(parameters) ? task.holdBack(streams.held) : undefined;
  if (heldBack !== undefined && examples.weights !== undefined) {
    checkHeldBackWeights(examples.weights, heldBack, "early_stopping to false");
  }
  const order = heldBack?.train ?? Int32Array.from({ length: rows }, (_, i) => i);
  if (batch_size !== "auto" && batch_size > order.length) {
    monitor.warn(`batch_size=${batch_size} is larger than the ${order.length} rows and is cut to them`);
  }
  const batchSize = Math.min(batch_size === "auto" ? 200 : batch_size, order.length);
  const backpropagation = new Backpropagation(shape, examples, parameters.alpha, batchSize);
  return runPasses(backpropagation, optimizerOf(shape.size, parameters), weights, order, streams.order, {
    mostPasses: max_iter,
    batchSize,
    shuffle: parameters.shuffle,
    tol: parameters.tol,
    noChangeLimit: parameters.n_iter_no_change,
    onPass: (pass, loss) => monitor.iteration(pass, max_iter, loss),
    ...(heldBack === undefined ? {} : { score: (at: Float64Array) => task.score(shape, at, heldBack.test) }),
  });
}

function fitAtOnce(
  { examples }: MLPTask,
  shape: Network,
  weights: Float64Array,
  _streams: Streams,
  { alpha, max_iter, max_fun, tol }: MLPOptions,
  monitor: FitMonitor,
): Ended {
  const rows = examples.X.rows;
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  // A line search needs the loss that the gradient belongs to.
  const backpropagation = new Backpropagation(shape, examples, alpha, rows, "sum");
  const loss = (w: Float64Array, gradient: Float64Array) =>
    backpropagation.batch(w, order, 0, rows, gradient);
  const result = lbfgs(loss, weights, {
    maxIterations: max_iter,
    maxEvaluations: max_fun,
    gradientTolerance: tol,
    functionTolerance: LBFGS_FUNCTION_TOLERANCE,
    onIteration: (done, value) => monitor.iteration(done, max_iter, value),
  });
  weights.set(result.w);
  return { iterations: result.iterations, loss: result.value, converged: result.converged };
}

function optimizerOf(size: number, parameters: MLPOptions): Optimizer {
  const { learning_rate_init: learningRate, beta_1, beta_2, epsilon } = parameters;
  if (parameters.solver === "adam") {
    return adam(size, { learningRate, beta1: beta_1, beta2: beta_2, epsilon });
  }
  return sgd(size, {
    learningRate,
    schedule: parameters.learning_rate,
    power: parameters.power_t,
    momentum: parameters.momentum,
    nesterov: parameters.nesterovs_momentum,
  });
}

/** Returns the network that `state` belongs to. */
export function networkOf(state: MLPState, activation: Activation, output: Output): Network {
  return network(Array.from(state.layer_sizes), activation, output);
}

/** Throws `StateError` unless a restored perceptron can predict. */
export function checkMLPState(type: string, state: MLPState, activation: unknown): void {
  const sizes: unknown = state?.layer_sizes;
  const isRight =
    sizes instanceof Int32Array &&
    sizes.length >= 2 &&
    sizes.every((size) => size >= 1) &&
    ACTIVATIONS.includes(activation as Activation);
  checkSound(type, isRight);
  let length = 0;
  for (let l = 0; l + 1 < sizes.length; l++) length += (sizes[l]! + 1) * sizes[l + 1]!;
  checkLengths(type, [state.weights], length);
  checkFinite(type, [state.weights]);
}
