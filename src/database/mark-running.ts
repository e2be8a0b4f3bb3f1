import type { Sql } from "./connection.ts";

/**
 * Sets the run to RUNNING and gives the version of its row (`xmin`), by which a change of somebody else is
 * noticed. Null when the row is not there (yet), or is locked by a transaction that has not ended.
 * Locks: the row, until the statement's end; never waits for it.
 */
export async function markRunning(sql: Sql, runId: number): Promise<string | null> {
  const rows = await sql<{ version: string }[]>`
    with free as materialized (
      select id from model_runs where id = ${runId}::int for update skip locked
    )
    update model_runs r set run_status = 'RUNNING' from free where r.id = free.id
    returning r.xmin::text as version`;
  return rows[0]?.version ?? null;
}
