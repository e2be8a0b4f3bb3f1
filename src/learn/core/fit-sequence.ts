import type { FitMonitor } from "./fit-monitor.ts";

/**
 * Reports fits that follow one another as one: all iterations so far, of at most those and as many for each fit that is still to
 * come as the present one has. A fit without iterations counts as a single one. Each fit is given the sequence as its monitor.
 */
export class FitSequence implements FitMonitor {
  readonly #monitor: FitMonitor;
  /** Fits that have not begun. */
  #coming: number;
  /** Iterations of the fits that have ended. */
  #before = 0;
  /** Iterations of the present fit. */
  #done = 0;
  /** Begins the warnings of the present fit. */
  #prefix = "";

  /** `fits` fits follow. */
  constructor(monitor: FitMonitor, fits: number) {
    this.#monitor = monitor;
    this.#coming = fits;
  }

  /** Runs the next fit. `name` is put before its warnings; the same warning of a fit without a name stays as it is. */
  run<T>(fit: (monitor: FitMonitor) => T, name?: string): T {
    this.#coming--;
    this.#done = 0;
    this.#prefix = name === undefined ? "" : `${name}: `;
    const result = fit(this);
    if (this.#done === 0) this.iteration(1, 1);
    this.#before += this.#done;
    return result;
  }

  iteration(done: number, maximum: number, loss?: number | (() => number)): void {
    this.#done = done;
    this.#monitor.iteration(this.#before + done, this.#before + (this.#coming + 1) * maximum, loss);
  }

  warn(message: string): void {
    this.#monitor.warn(`${this.#prefix}${message}`);
  }
}
