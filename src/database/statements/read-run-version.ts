import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** Returns the version of a run's row (`xmin`: the transaction that wrote it), or null when it is gone. Takes no lock. */
export async function readRunVersion(sql: Sql, runId: number): Promise<string | null> {
  const statement = sql<{ version: string }[]>`
    select xmin::text as version from model_runs where id = ${runId}::bigint`;
  const rows = await traced(sql, "SELECT model_runs", statement);
  return rows[0]?.version ?? null;
}
