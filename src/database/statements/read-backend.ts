import type { Sql } from "../client.ts";

/** Returns the id of the server process that answers. Behind a pooler it may be another one for the next statement. */
export async function readBackend(sql: Sql): Promise<number> {
  const [row] = await sql<{ backend: number }[]>`select pg_backend_pid() as backend`;
  return row!.backend;
}
