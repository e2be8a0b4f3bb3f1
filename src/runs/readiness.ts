import { Failure } from "../errors.ts";
import type { Reconciliation } from "./reconcile.ts";

/** Whether the service can accept work, and if not, why. */
export class Readiness {
  /** The result of the first successful reconcile; undefined before it. */
  reconciliation: Reconciliation | undefined;
  /** The error of the latest attempt that failed. */
  lastFailure: Failure | undefined;
  shuttingDown = false;

  /** The reason for callers why the service is not ready; undefined when it is. */
  get failure(): Failure | undefined {
    if (this.shuttingDown) return new Failure("unavailable", "the service is shutting down");
    if (this.reconciliation !== undefined) return undefined;
    return this.lastFailure ?? new Failure("unavailable", "the first reconcile has not finished");
  }
}
