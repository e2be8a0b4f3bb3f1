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
import { alignColumns } from "./terminal/columns.ts";
import { printJson } from "./terminal/output.ts";
import { ProgressDisplay } from "./terminal/progress.ts";
import { type Style, terminalOf } from "./terminal/terminal.ts";

/** How long to wait for a database server that cannot be reached. */
const MAX_WAIT_MS = 30_000;
/** Pause between two attempts. */
const PAUSE_MS = 500;
/** Time between two lines about the wait where there is no terminal. */
const LINE_MS = 10_000;
/** Time between two drawings of the wait on a terminal. */
const TICK_MS = 200;
/** Most ids of runs in the text. */
const MOST_RUNS = 50;

/**
 * `--reconcile`: brings models and dead runs in the database up to date and prints a table, with `isJson` one JSON object.
 * Returns the exit code.
 */
export async function reconcileCommand(config: Config, isJson: boolean): Promise<number> {
  const wait = new Wait();
  try {
    const found = await reconcileWhenReachable(config, wait);
    wait.end();
    if (isJson) printJson(asJson(found));
    else print(describe(found));
    await new RunLocks(config.database, config.settings.databaseTimeoutSeconds * 1000)
      .check()
      .catch((error) => console.error(`mlsvc: no run will be trained: ${messageOf(error)}`));
    return 0;
  } catch (error) {
    wait.end();
    if (error instanceof SchemaError)
      for (const finding of error.findings) console.error(`mlsvc: ${describeFinding(finding)}`);
    else {
      const after = isPermanent(error) ? "" : ` after ${MAX_WAIT_MS / 1000} s`;
      console.error(`mlsvc: reconcile failed${after}: ${messageOf(error)}`);
    }
    return 1;
  }
}

/** Tries until the database server is reached. Throws its last refusal, and errors that trying again cannot mend at once. */
async function reconcileWhenReachable(
  { database: address, settings }: Config,
  wait: Wait,
): Promise<Reconciliation> {
  const until = Date.now() + MAX_WAIT_MS;
  for (;;) {
    const left = until - Date.now();
    const database = new Database(
      address,
      Math.min(settings.databaseTimeoutSeconds * 1000, Math.max(left, 500)),
    );
    try {
      return await reconcile(database, new Schema(database));
    } catch (error) {
      const isHopeless = error instanceof SchemaError || isPermanent(error);
      if (isHopeless || Date.now() + PAUSE_MS >= until) throw error;
      wait.begin(messageOf(error));
      await pause(PAUSE_MS);
    } finally {
      await database.close();
    }
  }
}

/** Tells on standard error that the command waits for the database, and for how long it has done so. */
class Wait {
  readonly #display = new ProgressDisplay("waiting for the database", { unit: "s", lineMs: LINE_MS });
  readonly #startedAt = Date.now();
  #timer: Timer | undefined;

  /** Called after each failed attempt with its reason, of which the first is shown. */
  begin(reason: string): void {
    if (this.#timer !== undefined) return;
    this.#display.line(`mlsvc: waiting for the database, up to ${MAX_WAIT_MS / 1000} s: ${reason}`);
    this.#timer = setInterval(() => {
      const done = Math.floor((Date.now() - this.#startedAt) / 1000);
      this.#display.update({ done, total: MAX_WAIT_MS / 1000 });
    }, TICK_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#display.end();
  }
}

function asJson({ available, unavailable, unregistered, failedRuns, heldRuns }: Reconciliation): object {
  return { available, unavailable, unregistered, failed_runs: failedRuns, held_runs: heldRuns };
}

function describe({ available, unavailable, unregistered, failedRuns }: Reconciliation): string {
  const terminal = terminalOf(process.stdout);
  const rowsOf = (names: readonly string[], state: string, style: Style, note: string) =>
    names.map((name) => [name, terminal.style(style, state), note]);
  const table = alignColumns(
    [
      ["model", "state"].map((title) => terminal.style("bold", title)),
      ...rowsOf(available, "available", "green", ""),
      ...rowsOf(unavailable, "unavailable", "red", "registered, but not in this program"),
      ...rowsOf(unregistered, "unregistered", "magenta", "in this program only; see --register-sql"),
    ],
    terminal.width,
  );
  const dead =
    failedRuns.length === 0
      ? "no dead runs"
      : `dead runs set to FAILED: ${failedRuns.slice(0, MOST_RUNS).join(", ")}`;
  return `${table}\n\n${dead}`;
}
