import type { Client } from "./client.ts";
import { isRefusal } from "./refusal.ts";
import { applySettings } from "./statements/apply-settings.ts";
import { traced } from "./traced.ts";

/**
 * Runs `work` in one transaction of `sql`, a client of one connection that is never opened again. Each statement has
 * `timeoutMs`; `settings` apply to this transaction only. Returns what `work` returns, and throws what it throws.
 *
 * It replaces postgres.js's own `begin`, which writes its rollback to a connection that is gone, and then throws where the
 * error cannot be caught: https://github.com/porsager/postgres/issues/1208
 */
export async function inTransaction<T>(
  sql: Client,
  timeoutMs: number,
  work: () => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  await traced(sql, "BEGIN", sql.unsafe(`begin; set local statement_timeout = ${Math.ceil(timeoutMs)}`));
  try {
    if (Object.keys(settings).length > 0) await applySettings(sql, settings, "transaction");
    const result = await work();
    await traced(sql, "COMMIT", sql.unsafe("commit"));
    return result;
  } catch (error) {
    if (isRefusal(error)) await traced(sql, "ROLLBACK", sql.unsafe("rollback"));
    throw error;
  }
}
