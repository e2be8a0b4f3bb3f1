/**
 * Tells whether a model started work that may outlive its run, such as a timer: it might fail while the thread serves
 * another run, whose fault it would seem to be. To be imported by the program of a thread before any model is.
 */

/** What starts work that goes on by itself. */
const STARTERS = ["setTimeout", "setInterval", "setImmediate", "fetch"] as const;

let isStarted = false;

for (const name of STARTERS) {
  Reflect.set(
    globalThis,
    name,
    new Proxy(globalThis[name], {
      apply(start, self, words) {
        isStarted = true;
        return Reflect.apply(start, self, words);
      },
    }),
  );
}

/** Whether such work was started since the latest `forgetLaterWork`. */
export function hasLaterWork(): boolean {
  return isStarted;
}

/** Begins anew, for another run. */
export function forgetLaterWork(): void {
  isStarted = false;
}
