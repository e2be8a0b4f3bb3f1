/** Training's thread → helper: a program to run, and where to tell how it went. */
export interface StartMessage {
  readonly type: "start";
  readonly program: string;
  readonly input: unknown;
  /** One of `HELPER_STATE`, shared; `Atomics.notify` tells of every change. */
  readonly state: Int32Array;
  /** Takes one `HelperOutput`, posted before the state says that the work is over. */
  readonly port: MessagePort;
}

/** Training's thread → helper: let go of what earlier programs left. */
export interface TidyMessage {
  readonly type: "tidy";
}

export type HelperMessage = StartMessage | TidyMessage;

/** What a helper's program came to. */
export type HelperOutput =
  | { readonly output: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

/** Where a helper stands with a program. */
export const HELPER_STATE = {
  /** It has not begun. */
  asked: 0,
  atWork: 1,
  /** Its output or error is in the port. */
  over: 2,
  /** Its thread has ended; there may be an output in the port all the same. */
  ended: 3,
  /** It did not begin in time and is not to begin any more. */
  calledOff: 4,
} as const;
