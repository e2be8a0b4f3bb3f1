import type { Database } from "./database/connection.ts";
import { failDeadRuns } from "./database/fail-dead-runs.ts";
import { reconcileModels } from "./database/reconcile-models.ts";
import { REGISTRY } from "./registry.ts";

/** How the models of this program and those of the database compare. */
export interface Reconciliation {
  /** In both; `pipeline_ok` is true. */
  readonly available: readonly string[];
  /** In the table only; `pipeline_ok` is false. */
  readonly unavailable: readonly string[];
  /** In the program only; nothing is written. */
  readonly unregistered: readonly string[];
  /** Runs whose process is gone, now FAILED. */
  readonly failedRuns: readonly number[];
  /** Runs that other processes train, as far as the server knows. */
  readonly heldRuns: readonly number[];
}

/**
 * Brings `models.pipeline_ok` in line and fails dead runs; `ours` tells the runs that this process trains.
 * Throws `Failure` (`unavailable`).
 */
export async function reconcile(
  database: Database,
  ours: () => readonly number[] = () => [],
): Promise<Reconciliation> {
  const names = [...REGISTRY.keys()];
  const registered = new Set(await database.run((sql) => reconcileModels(sql, names)));
  const { failed, held } = await failDeadRuns(database, ours);
  return {
    available: names.filter((name) => registered.has(name)),
    unavailable: [...registered].filter((name) => !REGISTRY.has(name)),
    unregistered: names.filter((name) => !registered.has(name)),
    failedRuns: failed,
    heldRuns: held,
  };
}
