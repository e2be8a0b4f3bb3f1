import type { Client } from "./client.ts";
import { isRefusal } from "./refusal.ts";

/**
 * Runs `work` in one transaction of `sql`, a client of one connection that is never opened again. Each statement
 * gets `timeoutMs`; `settings` hold for this transaction. Returns what `work` returns, and throws what it throws.
 *
 * It takes the place of postgres.js's own `begin`, which writes its rollback to a connection that is gone and
 * throws where nobody can catch it: https://github.com/porsager/postgres/issues/1208
 */
export async function inTransaction<T>(
  sql: Client,
  timeoutMs: number,
  work: () => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  await sql.unsafe(`begin; set local statement_timeout = ${Math.ceil(timeoutMs)}`);
  try {
    if (Object.keys(settings).length > 0)
      await sql`
        select set_config(name, value, true)
        from json_each_text(${JSON.stringify(settings)}::text::json) as setting(name, value)`;
    const result = await work();
    await sql.unsafe("commit");
    return result;
  } catch (error) {
    if (isRefusal(error)) await sql.unsafe("rollback");
    throw error;
  }
}
