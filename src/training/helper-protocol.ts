/** Training thread → helper: a program to run, and where to report the result. */
export interface StartMessage {
  readonly type: "start";
  readonly program: string;
  readonly input: unknown;
  /** One of `HELPER_STATE`, in shared memory; `Atomics.notify` signals every change. */
  readonly state: Int32Array;
  /** Receives one `HelperOutput`, posted before the state becomes `done`. */
  readonly port: MessagePort;
}

/** Training thread → helper: release the memory of earlier programs. */
export interface TidyMessage {
  readonly type: "tidy";
}

/** A message to a helper. */
export type HelperMessage = StartMessage | TidyMessage;

/** The result of a helper's program. */
export type HelperOutput =
  | { readonly output: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

/** The states of a program on a helper. */
export const HELPER_STATE = {
  /** The helper has not begun. */
  pending: 0,
  running: 1,
  /** The output or the error is in the port. */
  done: 2,
  /** The thread has ended; the port may still contain an output. */
  exited: 3,
  /** The helper did not begin in time, and must not begin any more. */
  cancelled: 4,
} as const;
