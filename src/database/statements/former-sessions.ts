import type { Sql } from "../connection.ts";

/**
 * Ends this process's earlier lock sessions that the server still takes for alive, because the network swallowed
 * the end of their connection. Gives how many there were; they are gone a moment later. `applicationName` is this
 * process's alone.
 */
export async function endFormerSessions(sql: Sql, applicationName: string): Promise<number> {
  const [row] = await sql<{ ended: number }[]>`
    select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
    where application_name = ${applicationName}::text and usename = current_user
      and datname = current_database() and pid <> pg_backend_pid()`;
  return row!.ended;
}
