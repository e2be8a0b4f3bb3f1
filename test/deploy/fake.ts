/**
 * Stands in for an application or for mlsvc: `bun fake.ts application`, `bun fake.ts mlsvc [--reconcile]`.
 * What it does is written to `events` in the folder FAKE_FOLDER, one JSON object a line. Files there steer it:
 *
 *   NAME.exit   it ends at once with the exit code that stands in the file
 *   NAME.drain  after SIGTERM it lives on until the file is gone
 *
 *   calls       holds a URL that the application calls after SIGTERM; it ends after the answer
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
// An orphan, for whoever is the first process of the container to collect.
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
