import type { FitMonitor } from "./fit-monitor.ts";

/**
 * Reports the iterations of solvers that run one after another, such as one for each label or pair of classes, as those of one
 * fit: all iterations so far, of at most those and `maximum` more for each solver that is still to come.
 */
export class SolverSequence {
  readonly #monitor: FitMonitor;
  readonly #maximum: number;
  /** Solvers that have not begun. */
  #coming: number;
  /** Iterations of the solvers that have ended. */
  #before = 0;
  /** Iterations of the present solver. */
  #done = 0;

  /** `solvers` solvers, each of at most `maximum` iterations. */
  constructor(monitor: FitMonitor, solvers: number, maximum: number) {
    this.#monitor = monitor;
    this.#maximum = maximum;
    this.#coming = solvers;
  }

  /** Begins the next solver. */
  next(): void {
    this.#coming--;
    this.#before += this.#done;
    this.#done = 0;
  }

  /** The present solver has done `done` iterations, after which its loss is `loss`; see `FitMonitor.iteration`. */
  iteration(done: number, loss?: number): void {
    this.#done = done;
    const most = this.#before + (this.#coming + 1) * this.#maximum;
    this.#monitor.iteration(this.#before + done, most, loss);
  }
}
