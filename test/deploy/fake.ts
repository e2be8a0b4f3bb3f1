/**
 * Stands in for an application or for mlsvc: `bun fake.ts application`, `bun fake.ts mlsvc [--reconcile]`. It
 * writes its events to `events` in the folder FAKE_FOLDER, one JSON object per line. Files there control it:
 *
 *   NAME.exit   it ends at once with the exit code in the file
 *   NAME.drain  after SIGTERM it runs until the file is removed
 *
 *   calls       contains a URL that the application calls after SIGTERM; it ends after the response
 *
 * where NAME is `application`, `mlsvc` or `reconcile`. Without them, it lives until SIGTERM and ends with 143, the
 * application's code when a JVM is ended, or mlsvc's 0; a reconcile ends with 0 at once.
 */
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.FAKE_FOLDER!;
const who =
  process.argv[3] === "--reconcile"
    ? "reconcile"
    : (process.argv[2] as "application" | "mlsvc" | "reconcile");

function tell(what: string): void {
  appendFileSync(join(folder, "events"), `${JSON.stringify({ who, what, pid: process.pid })}\n`);
}

function end(code: number): never {
  tell("ended");
  process.exit(code);
}

const calls = join(folder, "calls");
let terminated = false;
process.on("SIGTERM", () => {
  terminated = true;
  tell("SIGTERM");
  if (who === "application" && existsSync(calls))
    fetch(readFileSync(calls, "utf8"))
      .then(
        ({ status }) => tell(`mlsvc answered ${status}`),
        () => tell("mlsvc did not answer"),
      )
      .finally(() => rmSync(calls));
});
for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => tell(signal));
tell("started");
// An orphan, which the first process of the container must reap.
if (who === "application" && process.env.FAKE_ORPHAN !== undefined)
  Bun.spawnSync(["sh", "-c", "sleep 600 >/dev/null 2>&1 &"]);

setInterval(() => {
  const exit = join(folder, `${who}.exit`);
  const code = existsSync(exit) ? readFileSync(exit, "utf8") : "";
  if (code !== "") end(Number(code));
  const drains = existsSync(join(folder, `${who}.drain`)) || (who === "application" && existsSync(calls));
  if (who === "reconcile" && !drains) end(0);
  if (terminated && !drains) end(who === "application" ? 143 : 0);
}, 5);
