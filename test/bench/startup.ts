/** Time from process start to the first answer of `GET /api/health`, and resident memory at rest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../scripts/embedded-postgres.ts";

const EXECUTABLE = join(import.meta.dir, "..", "..", "mlsvc");
const STARTS = 20;
const times: number[] = [];
let resident = "";
for (let i = 0; i < STARTS; i++) {
  const port = await freePort();
  const started = performance.now();
  const child = Bun.spawn([EXECUTABLE], {
    // No database is needed to be up; a closed port stands for one that is away.
    env: { PORT: String(port), DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing", LOG_LEVEL: "silent" },
    stdout: "ignore",
  });
  const answered = () =>
    fetch(`http://127.0.0.1:${port}/api/health`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await answered())) await Bun.sleep(1);
  times.push(performance.now() - started);
  if (i === STARTS - 1) {
    await Bun.sleep(3000);
    resident = /VmRSS:\s*(.*)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? "unknown";
  }
  child.kill();
  await child.exited;
}
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(share * (STARTS - 1))]!.toFixed(1);
console.log(
  `start to first answer: median ${at(0.5)} ms, slowest ${at(1)} ms of ${STARTS}; resident at rest ${resident}`,
);
