import type { Client } from "./client.ts";
import { isRefusal } from "./refusal.ts";
import { applySettings } from "./statements/apply-settings.ts";
import { traced } from "./traced.ts";

/**
 * Runs `work` in one transaction of `sql`, a client of one connection that is never opened again. Each statement has
 * `timeoutMs`; `settings` apply to this transaction only. `work` is given the id of the server process that runs the transaction.
 * Returns what `work` returns, and throws what it throws; nothing is committed then.
 *
 * It replaces postgres.js's own `begin`, which writes its rollback to a connection that is gone, and then throws where the
 * error cannot be caught: https://github.com/porsager/postgres/issues/1208
 */
export async function inTransaction<T>(
  sql: Client,
  timeoutMs: number,
  work: (backend: number) => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  const backend = await begin(sql, timeoutMs);
  try {
    if (Object.keys(settings).length > 0) await applySettings(sql, settings, "transaction");
    const result = await work(backend);
    await traced(sql, "COMMIT", sql.unsafe("commit"));
    return result;
  } catch (error) {
    if (isRefusal(error)) await traced(sql, "ROLLBACK", sql.unsafe("rollback"));
    throw error;
  }
}

/** Begins a transaction in one round trip. Returns the id of the server process that runs it. */
async function begin(sql: Client, timeoutMs: number): Promise<number> {
  const timeout = `set local statement_timeout = ${Math.ceil(timeoutMs)}`;
  const statements = sql.unsafe(`begin; ${timeout}; select pg_backend_pid() as backend`);
  // Results without rows share one place in the list.
  const results = (await traced(sql, "BEGIN", statements)) as unknown as { backend: number }[][];
  return results.at(-1)![0]!.backend;
}
