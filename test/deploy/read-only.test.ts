import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { runProgram } from "../run-program.ts";
import { EXECUTABLE, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { findTool } from "./tools.ts";

const BUBBLEWRAP = findTool("bwrap", "Debian's package bubblewrap");

// As in a container with a read-only root: user 10001 without capabilities, and no folder that can be written to, not even
// /tmp or /dev/shm. There is nothing but the executable and the libraries of the C compiler.
describe.skipIf(BUBBLEWRAP === null)("in a read-only root, as an unprivileged user", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-read-only-"));
  const contained = join(folder, "mlsvc");
  let database: TestDatabase;
  let service: ServiceProcess;

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    writeFileSync(contained, `#!/bin/sh\nexec ${wrapped("/app/mlsvc")} "$@"\n`, { mode: 0o755 });
    database = await createTestDatabase(["random_forest_classifier"]);
    service = await ServiceProcess.start({ DATABASE_URL: database.url, TMPDIR: "/tmp" }, true, contained);
  });
  afterAll(async () => {
    const { pid } = service.child;
    // bwrap waits for its child, which it would kill if it ended itself, and ends with its exit code.
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")), "SIGTERM");
    const code = await service.child.exited;
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(0);
  });

  /** Returns a command line that runs a program in the contained root. */
  function wrapped(program: string): string {
    return [
      BUBBLEWRAP!,
      "--unshare-user --uid 10001 --gid 10001 --die-with-parent --cap-drop ALL",
      "--ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin",
      `--ro-bind '${EXECUTABLE}' /app/mlsvc`,
      "--ro-bind /proc /proc --dev /dev --dir /tmp --remount-ro /dev --remount-ro / --chdir /app",
      program,
    ].join(" ");
  }

  test("nothing can be written", async () => {
    const script =
      'id -u; grep -q "CapEff:.0*$" /proc/self/status || echo capable; for f in /app/x /tmp/x /dev/shm/x /x; do true 2>/dev/null >"$f" && echo "$f"; done; exit 0';
    const { code, stdout } = await runProgram(["sh", "-c", `${wrapped("sh -c")} '${script}'`]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "10001\n" });
  });

  test("it trains and predicts", async () => {
    const runId = await database.createRun("random_forest_classifier");
    const features = Array.from({ length: 300 }, (_, i) => ({ a: i % 17, b: i % 5 }));
    const labels = features.map(({ a, b }) => ({ y: a > b ? "more" : "less" }));
    const query = `model_name=random_forest_classifier&model_run_id=${runId}`;
    const accepted = await service.post(`/api/train?${query}`, { features, labels });
    expect(accepted.status).toBe(200);
    await waitFor("the run to end", async () => (await database.status(runId)) === "SUCCESS");
    const answer = await service.post(`/api/predict?model_run_id=${runId}`, {
      features: [
        { a: 16, b: 0 },
        { a: 0, b: 4 },
      ],
    });
    expect(await answer.json()).toMatchObject({ predictions: ["more", "less"] });
  });

  test("--health and --selftest work", async () => {
    const port = new URL(service.url).port;
    const environment = { DATABASE_URL: database.url, PORT: port };
    expect(await runProgram([contained, "--health"], { env: environment })).toMatchObject({ code: 0 });
    expect(await runProgram([contained, "--selftest"], { env: {} })).toMatchObject({ code: 0 });
  });
});
