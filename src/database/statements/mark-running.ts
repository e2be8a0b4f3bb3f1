import type { Sql } from "../connection.ts";

/**
 * Sets the run to RUNNING and returns the version of its row (`xmin`), by which a later change by another process is
 * noticed. Null when the row is not there (yet), belongs to another model than `modelName`, or is locked by a
 * transaction that has not ended. Locks: the row, until the statement's end; never waits for it.
 */
export async function markRunning(sql: Sql, runId: number, modelName: string): Promise<string | null> {
  const rows = await sql<{ version: string }[]>`
    with free as materialized (
      select r.id from model_runs r
      where r.id = ${runId}::bigint and r.model_id = (select m.id from models m where m.name = ${modelName}::text)
      for update skip locked
    )
    update model_runs r set run_status = 'RUNNING' from free where r.id = free.id
    returning r.xmin::text as version`;
  return rows[0]?.version ?? null;
}
