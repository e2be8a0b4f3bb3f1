import type { Database } from "../database/connection.ts";
import { SchemaError } from "../database/schema/finding.ts";
import type { Schema } from "../database/schema/schema.ts";
import { reconcileModels } from "../database/statements/reconcile-models.ts";
import { REGISTRY } from "../models/registry.ts";
import { failDeadRuns } from "./fail-dead-runs.ts";

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
 * Checks the tables, brings `models.pipeline_ok` in line and sets dead runs to FAILED; `ours` returns the runs that
 * this process trains. Throws `SchemaError` when mlsvc cannot work with the tables, `Failure` (`unavailable`).
 */
export async function reconcile(
  database: Database,
  schema: Schema,
  ours: () => readonly number[] = () => [],
): Promise<Reconciliation> {
  const layout = await schema.layout().catch((error) => failRunsAnyway(database, error, ours));
  const names = [...REGISTRY.keys()];
  const registered = new Set(await database.run((sql) => reconcileModels(sql, names)));
  const { failed, held } = await failDeadRuns(database, layout, ours);
  return {
    available: names.filter((name) => registered.has(name)),
    unavailable: [...registered].filter((name) => !REGISTRY.has(name)),
    unregistered: names.filter((name) => !registered.has(name)),
    failedRuns: failed,
    heldRuns: held,
  };
}

/** Where nothing is wrong with `model_runs`, dead runs need not wait until the other tables are mended. */
async function failRunsAnyway(
  database: Database,
  error: unknown,
  ours: () => readonly number[],
): Promise<never> {
  if (error instanceof SchemaError && error.findings.every(({ concernsRuns }) => !concernsRuns))
    await failDeadRuns(database, null, ours).catch(() => {});
  throw error;
}
