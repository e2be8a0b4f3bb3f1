/** Receives the progress and the warnings of a fit. */
export interface FitMonitor {
  /**
   * `done` of at most `maximum` iterations are done. `loss` is what the fit minimises, after these iterations: on rows held
   * out for early stopping, else on the training rows; left out where it is not known. A function is called only for the
   * few reports that somebody reads, so that computing the loss may take a fraction of an iteration.
   */
  iteration(done: number, maximum: number, loss?: number | (() => number)): void;
  /** Reports something a person should know, such as a solver that did not converge. */
  warn(message: string): void;
}

/** A monitor that ignores everything. */
export const SILENT: FitMonitor = { iteration() {}, warn() {} };
