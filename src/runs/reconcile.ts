import type { Database } from "../database/connection.ts";
import { SchemaError } from "../database/schema/finding.ts";
import type { Schema } from "../database/schema/schema.ts";
import { readModelNames } from "../database/statements/read-model-names.ts";
import { setPipelineOk } from "../database/statements/set-pipeline-ok.ts";
import { REGISTRY } from "../models/registry.ts";
import { failDeadRuns } from "./fail-dead-runs.ts";

/** The models of this program compared with those of the database. */
export interface Reconciliation {
  /** In both; `pipeline_ok` is true. */
  readonly available: readonly string[];
  /** Only in the table; `pipeline_ok` is false. */
  readonly unavailable: readonly string[];
  /** Only in the program; nothing is written. */
  readonly unregistered: readonly string[];
  /** Runs whose process is gone: they are FAILED now. */
  readonly failedRuns: readonly number[];
  /** Runs that other processes seem to train. */
  readonly heldRuns: readonly number[];
}

/**
 * Checks the tables, updates `models.pipeline_ok`, and sets dead runs to FAILED. `ownRuns` returns the runs that this process
 * trains. Throws `SchemaError` when mlsvc cannot work with the tables, `Failure` (`unavailable`).
 */
export async function reconcile(
  database: Database,
  schema: Schema,
  ownRuns: () => readonly number[] = () => [],
): Promise<Reconciliation> {
  const layout = await schema.layout().catch((error) => failRunsDespite(database, error, ownRuns));
  const names = [...REGISTRY.keys()];
  const registered = new Set(
    await database.run("reconcile", async (sql) => {
      await setPipelineOk(sql, names);
      return readModelNames(sql);
    }),
  );
  const { failed, held } = await failDeadRuns(database, layout, ownRuns);
  return {
    available: names.filter((name) => registered.has(name)),
    unavailable: [...registered].filter((name) => !REGISTRY.has(name)),
    unregistered: names.filter((name) => !registered.has(name)),
    failedRuns: failed,
    heldRuns: held,
  };
}

/** Sets dead runs to FAILED although other tables than `model_runs` cannot be used. Always throws `error`. */
async function failRunsDespite(
  database: Database,
  error: unknown,
  ownRuns: () => readonly number[],
): Promise<never> {
  if (error instanceof SchemaError && error.findings.every(({ concernsRuns }) => !concernsRuns))
    await failDeadRuns(database, null, ownRuns).catch(() => {});
  throw error;
}
