import { Failure } from "../errors.ts";
import type { Reconciliation } from "./reconcile.ts";

/** Whether the service may be sent work, and why not. */
export class Readiness {
  /** What the first successful reconcile found; undefined before it. */
  reconciliation: Reconciliation | undefined;
  /** Why the latest attempt failed. */
  lastFailure: Failure | undefined;
  shuttingDown = false;

  /** Why it may not, as callers are told; undefined when ready. */
  get failure(): Failure | undefined {
    if (this.shuttingDown) return new Failure("unavailable", "the service is shutting down");
    if (this.reconciliation !== undefined) return undefined;
    return this.lastFailure ?? new Failure("unavailable", "the first reconcile has not finished");
  }
}
