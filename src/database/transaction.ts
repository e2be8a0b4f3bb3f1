import { type Client, isRefusal } from "./connection.ts";

/**
 * Runs `work` in one transaction of `sql`, a client of one connection that is never opened again. Each statement
 * gets `timeoutMs`. Gives what `work` gives, and throws what it throws.
 *
 * It takes the place of postgres.js's own `begin`, which writes its rollback to a connection that is gone and
 * throws where nobody can catch it: https://github.com/porsager/postgres/issues/1208
 */
export async function inTransaction<T>(sql: Client, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  await sql.unsafe(`begin; set local statement_timeout = ${Math.ceil(timeoutMs)}`);
  try {
    const result = await work();
    await sql.unsafe("commit");
    return result;
  } catch (error) {
    if (isRefusal(error)) await sql.unsafe("rollback");
    throw error;
  }
}
