/**
 * What other threads can be asked to do. Code cannot be sent to them: each has the program already and finds it by
 * name. A program is given all that it needs as `input`.
 */
export interface HelperProgram<Input, Output> {
  readonly name: string;
  /** Runs in a helper, on a copy of `input` in which shared memory (`SharedArrayBuffer`) stays the same memory. */
  run(input: Input): Output;
}

/** Threads that may take part in a fit beside the one it runs on. Like a `FitMonitor`, they come from the caller. */
export interface Helpers {
  /** How many there are; 0 where a fit has nothing but its own thread. */
  readonly count: number;
  /** Lets up to `count` helpers run `program` and returns without waiting for them. */
  start<Input, Output>(program: HelperProgram<Input, Output>, input: Input, count: number): Crew<Output>;
}

/** Helpers at work on one program. Their caller ends the work by `finish` or `dismiss`. */
export interface Crew<Output> {
  /**
   * Throws what a helper threw, and `HelperError` where one has ended: for a caller that waits for something they do.
   * Costs a few loads from memory.
   */
  check(): void;
  /**
   * Waits for the helpers that have begun and returns their outputs; a helper that has not begun, because its thread is
   * still starting, no longer will. Throws as `check`.
   */
  finish(): Output[];
  /** Lets go of the helpers without their outputs. They end by themselves: the caller has told them by shared memory. */
  dismiss(): void;
}

/** A helper's thread ended in the middle of its work. */
export class HelperError extends Error {
  override readonly name = "HelperError";
}

/** For a fit on one thread. */
export const ALONE: Helpers = {
  count: 0,
  start() {
    return { check() {}, finish: () => [], dismiss() {} };
  },
};

/** An array of 32-bit numbers that threads share, all 0. */
export function sharedWords(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}
