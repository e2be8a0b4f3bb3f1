import type { Sql } from "../client.ts";
import { LOCK_KEY_BASE } from "../lock-key.ts";
import { traced } from "../traced.ts";

/**
 * Tries to take the session advisory lock of a run. Returns the server process that holds it now, or null when another
 * session has it. Never waits.
 */
export async function tryRunLock(sql: Sql, runId: number): Promise<number | null> {
  const statement = sql<{ locked: boolean; backend: number }[]>`
    select pg_try_advisory_lock(${LOCK_KEY_BASE}::bigint + ${runId}::bigint) as locked, pg_backend_pid() as backend`;
  const [row] = await traced(sql, "SELECT pg_try_advisory_lock", statement);
  return row!.locked ? row!.backend : null;
}
