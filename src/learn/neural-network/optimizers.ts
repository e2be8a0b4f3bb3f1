/** A rule that changes weights by their gradient. */
export interface Optimizer {
  /** Changes `weights` by one step, in place. */
  step(weights: Float64Array, gradient: Float64Array): void;
  /** Called after each pass over the rows, with the number of rows seen so far. */
  passEnds(rowsSeen: number): void;
  /** Called when the loss no longer falls. Returns whether to stop; if not, the step size may have been reduced. */
  stops(): boolean;
}

/** The options of `adam`. */
interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam: steps proportional to the mean of the gradient divided by the root of the mean of its square, both with
 * exponential decay.
 * Reference: Kingma and Ba, Adam: a method for stochastic optimization, arXiv:1412.6980.
 */
export function adam(size: number, { learningRate, beta1, beta2, epsilon }: AdamOptions): Optimizer {
  const means = new Float64Array(size);
  const squares = new Float64Array(size);
  let steps = 0;
  return {
    step(weights, gradient) {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      for (let at = 0; at < size; at++) {
        const slope = gradient[at]!;
        const mean = beta1 * means[at]! + (1 - beta1) * slope;
        const square = beta2 * squares[at]! + (1 - beta2) * slope * slope;
        means[at] = mean;
        squares[at] = square;
        weights[at] = weights[at]! - (rate * mean) / (Math.sqrt(square) + epsilon);
      }
    },
    passEnds() {},
    stops: () => true,
  };
}

/** The options of `sgd`. */
interface SgdOptions {
  readonly learningRate: number;
  /** `invscaling`: rate / (rows seen + 1)^power; `adaptive`: divide by 5 whenever the loss no longer falls. */
  readonly schedule: "constant" | "invscaling" | "adaptive";
  readonly power: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** At this learning rate `adaptive` stops. */
const SMALLEST_RATE = 1e-6;

/**
 * Gradient descent with momentum: v ← momentum · v − rate · gradient; w ← w + v, or with Nesterov's momentum w
 * ← w + momentum · v − rate · gradient.
 * Reference: Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep
 * learning, 2013.
 */
export function sgd(size: number, options: SgdOptions): Optimizer {
  const { learningRate, schedule, power, momentum, nesterov } = options;
  const velocities = new Float64Array(size);
  let rate = learningRate;
  return {
    step(weights, gradient) {
      for (let at = 0; at < size; at++) {
        const push = rate * gradient[at]!;
        const velocity = momentum * velocities[at]! - push;
        velocities[at] = velocity;
        weights[at] = weights[at]! + (nesterov ? momentum * velocity - push : velocity);
      }
    },
    passEnds(rowsSeen) {
      if (schedule === "invscaling") rate = learningRate / (rowsSeen + 1) ** power;
    },
    stops() {
      if (schedule !== "adaptive" || rate <= SMALLEST_RATE) return true;
      rate /= 5;
      return false;
    },
  };
}
