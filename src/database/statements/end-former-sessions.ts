import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/**
 * Ends the earlier lock sessions of this process that the server still considers alive because the end of their connection
 * was lost in the network. Returns their number; the server needs a moment to end them. `applicationName` is the name that only
 * the lock sessions of this process have.
 */
export async function endFormerSessions(sql: Sql, applicationName: string): Promise<number> {
  const statement = sql<{ ended: number }[]>`
    select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
    where application_name = ${applicationName}::text and usename = current_user
      and datname = current_database() and pid <> pg_backend_pid()`;
  const [row] = await traced(sql, "SELECT pg_stat_activity", statement);
  return row!.ended;
}
