import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** Sets a run to FAILED. Returns the version of its row (`xmin`), or null when it is gone. Locks: the row. */
export async function setFailed(sql: Sql, runId: number): Promise<string | null> {
  const statement = sql<{ version: string }[]>`
    update model_runs set run_status = 'FAILED' where id = ${runId}::bigint returning xmin::text as version`;
  const [row] = await traced(sql, "UPDATE model_runs", statement);
  return row?.version ?? null;
}
