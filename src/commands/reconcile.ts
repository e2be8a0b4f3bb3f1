import type { Config } from "../config/config.ts";
import { Database } from "../database/connection.ts";
import { isPermanent } from "../database/refusal.ts";
import { RunLocks } from "../database/run-locks.ts";
import { describeFinding, SchemaError } from "../database/schema/finding.ts";
import { Schema } from "../database/schema/schema.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import { print } from "../logging/console.ts";
import { type Reconciliation, reconcile } from "../runs/reconcile.ts";

/** How long to wait for a database server that cannot be reached. */
const MAX_WAIT_MS = 30_000;
/** Pause between two attempts. */
const PAUSE_MS = 500;

/** `--reconcile`: brings models and dead runs in the database up to date and prints a table. Returns the exit code. */
export async function reconcileCommand({ database: address, settings }: Config): Promise<number> {
  const until = Date.now() + MAX_WAIT_MS;
  for (let attempt = 0; ; attempt++) {
    const left = until - Date.now();
    const database = new Database(
      address,
      Math.min(settings.databaseTimeoutSeconds * 1000, Math.max(left, 500)),
    );
    try {
      print(describe(await reconcile(database, new Schema(database))));
      await new RunLocks(address, database.timeoutMs)
        .check()
        .catch((error) => console.error(`mlsvc: no run will be trained: ${messageOf(error)}`));
      return 0;
    } catch (error) {
      if (error instanceof SchemaError) {
        for (const finding of error.findings) console.error(`mlsvc: ${describeFinding(finding)}`);
        return 1;
      }
      if (isPermanent(error)) {
        console.error(`mlsvc: reconcile failed: ${messageOf(error)}`);
        return 1;
      }
      if (Date.now() + PAUSE_MS >= until) {
        console.error(`mlsvc: reconcile failed after ${MAX_WAIT_MS / 1000} s: ${messageOf(error)}`);
        return 1;
      }
      if (attempt === 0)
        console.error(`mlsvc: waiting for the database, up to ${MAX_WAIT_MS / 1000} s: ${messageOf(error)}`);
      await pause(PAUSE_MS);
    } finally {
      await database.close();
    }
  }
}

function describe({ available, unavailable, unregistered, failedRuns }: Reconciliation): string {
  const rows = [
    ...available.map((name) => [name, "available", ""]),
    ...unavailable.map((name) => [name, "unavailable", "registered, but not in this program"]),
    ...unregistered.map((name) => [name, "unregistered", "in this program only; see --register-sql"]),
  ];
  const width = Math.max(5, ...rows.map(([name]) => name!.length));
  const lines = [["model", "state", ""], ...rows].map(([name, state, note]) =>
    `${name!.padEnd(width)}  ${state!.padEnd(12)}  ${note}`.trimEnd(),
  );
  const dead =
    failedRuns.length === 0
      ? "no dead runs"
      : `dead runs set to FAILED: ${failedRuns.slice(0, 50).join(", ")}`;
  return [...lines, "", dead].join("\n");
}
