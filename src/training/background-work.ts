/**
 * Detects whether a model started work that may outlive its run, such as a timer. Such work might fail while the thread
 * serves another run, which would then fail in its place. The program of a thread imports this file before any model.
 */

/** The functions that start work in the background. */
const STARTERS = ["setTimeout", "setInterval", "setImmediate", "fetch"] as const;

let isStarted = false;

for (const name of STARTERS) {
  Reflect.set(
    globalThis,
    name,
    new Proxy(globalThis[name], {
      apply(start, self, parameters) {
        isStarted = true;
        return Reflect.apply(start, self, parameters);
      },
    }),
  );
}

/** Whether work was started in the background since the latest `resetBackgroundWork`. */
export function hasBackgroundWork(): boolean {
  return isStarted;
}

/** Forgets the work that was started so far, for the next run. */
export function resetBackgroundWork(): void {
  isStarted = false;
}
