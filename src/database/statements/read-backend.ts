import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** Returns the id of the server process that answers. Behind a pooler it may be another one for the next statement. */
export async function readBackend(sql: Sql): Promise<number> {
  const statement = sql<{ backend: number }[]>`select pg_backend_pid() as backend`;
  const [row] = await traced(sql, "SELECT pg_backend_pid", statement);
  return row!.backend;
}
