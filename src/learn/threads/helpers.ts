/**
 * A program that other threads can run. Code cannot be sent to them; each thread has the program already and
 * finds it by name. Everything it needs is passed as `input`.
 */
export interface HelperProgram<Input, Output> {
  readonly name: string;
  /** Runs in a helper, on a copy of `input`; shared memory (`SharedArrayBuffer`) is not copied. */
  run(input: Input): Output;
}

/** Threads that can share the work of a fit. Like a `FitMonitor`, they are provided by the caller. */
export interface Helpers {
  /** Number of helpers; 0 if the fit has only its own thread. */
  readonly count: number;
  /** Whether boosting shares small tables too, although that takes longer: for tests. Default false. */
  readonly sharesSmallFits?: boolean;
  /** Starts up to `count` helpers on `program` and returns without waiting for them. */
  start<Input, Output>(program: HelperProgram<Input, Output>, input: Input, count: number): Crew<Output>;
}

/** Helpers running a program. The caller ends the work by `finish` or `dismiss`. */
export interface Crew<Output> {
  /**
   * Throws an error that a helper threw, or `HelperError` if a helper's thread has ended. Callers poll it while
   * they wait for results: it costs a few loads from memory.
   */
  check(): void;
  /**
   * Waits for the helpers that have begun and returns their outputs. A helper that has not begun, because its
   * thread is still starting, is cancelled. Throws as `check` does.
   */
  finish(): Output[];
  /**
   * Releases the helpers without their outputs. They end by themselves, on a signal of the caller through shared
   * memory.
   */
  dismiss(): void;
}

/** A helper's thread ended in the middle of its work. */
export class HelperError extends Error {
  override readonly name = "HelperError";
}

/** No helpers: for a fit on a single thread. */
export const NO_HELPERS: Helpers = {
  count: 0,
  start() {
    return { check() {}, finish: () => [], dismiss() {} };
  },
};

/** Creates an array of 32-bit integers that threads can share, all 0. */
export function sharedWords(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}
