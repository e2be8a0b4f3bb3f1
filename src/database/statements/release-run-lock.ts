import type { Sql } from "../client.ts";
import { LOCK_KEY_BASE } from "../lock-key.ts";
import { traced } from "../traced.ts";

/** Releases the session advisory lock of a run. */
export async function releaseRunLock(sql: Sql, runId: number): Promise<void> {
  const statement = sql`select pg_advisory_unlock(${LOCK_KEY_BASE}::bigint + ${runId}::bigint)`;
  await traced(sql, "SELECT pg_advisory_unlock", statement);
}
