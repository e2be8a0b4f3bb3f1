import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/**
 * Sets a run to RUNNING. Returns the version of its row (`xmin`), which reveals a later change by another process. Returns
 * null when the row does not exist (yet), belongs to another model than `modelName`, or is locked by another transaction.
 * Locks: the row, until the end of the statement; never waits for it.
 */
export async function setRunning(sql: Sql, runId: number, modelName: string): Promise<string | null> {
  const statement = sql<{ version: string }[]>`
    with free as materialized (
      select r.id from model_runs r
      where r.id = ${runId}::bigint and r.model_id = (select m.id from models m where m.name = ${modelName}::text)
      for update skip locked
    )
    update model_runs r set run_status = 'RUNNING' from free where r.id = free.id
    returning r.xmin::text as version`;
  const rows = await traced(sql, "UPDATE model_runs", statement);
  return rows[0]?.version ?? null;
}
