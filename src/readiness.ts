import type { Reconciliation } from "./reconcile.ts";

/** Whether the service may be sent work, and why not. */
export class Readiness {
  /** What the first successful reconcile found; undefined before it. */
  reconciliation: Reconciliation | undefined;
  /** Why the last attempt failed. */
  lastError: string | undefined;
  shuttingDown = false;

  /** Undefined when ready. */
  get reason(): string | undefined {
    if (this.shuttingDown) return "the service is shutting down";
    if (this.reconciliation !== undefined) return undefined;
    return this.lastError ?? "the first reconcile has not finished";
  }
}
