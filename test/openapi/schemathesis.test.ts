import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { SOAK } from "../faults/scale.ts";
import { runProgram } from "../run-program.ts";
import { SCHEMAS } from "../schemas.ts";
import { ServiceProcess } from "../service-process.ts";

const SCHEMATHESIS = Bun.which("schemathesis");
/** Requests that are made up for each operation, besides those that follow from the document. */
const EXAMPLES = SOAK ? 1000 : 40;
const TIMEOUT_MS = SOAK ? 30 * 60_000 : 180_000;

/** The id of the run in the examples of the document. */
const RUN_ID = 42;

if (SCHEMATHESIS === null)
  console.log("no Schemathesis on this machine (PyPI's schemathesis): its test is left out");

describe.skipIf(SCHEMATHESIS === null)("requests that Schemathesis makes up from the document", () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  let folder: string;

  beforeAll(async () => {
    // Ids of bigint: with integer, the largest ids of the document are refused.
    database = await createTestDatabase(["logistic_regression"], undefined, SCHEMAS.bigint);
    await database.sql`select setval(pg_get_serial_sequence('model_runs', 'id'), ${RUN_ID - 1})`;
    expect(await database.createRun("logistic_regression")).toBe(RUN_ID);
    // Trainings of runs without a row end soon, and never fill the queue.
    folder = mkdtempSync(join(tmpdir(), "mlsvc-schemathesis-"));
    service = await ServiceProcess.start({
      DATABASE_URL: database.url,
      RUN_ROW_TIMEOUT_SECONDS: "1",
      TRAIN_QUEUE_LIMIT: "10000",
    });
  });
  afterAll(async () => {
    const code = await service?.stop();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(0);
  });

  test(
    "get no 5xx, and no answer that the document does not describe",
    async () => {
      const { code, stdout, stderr } = await runProgram(
        [
          SCHEMATHESIS!,
          `--config-file=${join(import.meta.dir, "schemathesis.toml")}`,
          "run",
          `${service.url}/openapi.json`,
          "--checks=all",
          "--generation-deterministic",
          "--continue-on-failure",
          `--max-examples=${EXAMPLES}`,
        ],
        { cwd: folder, env: { ...process.env, NO_COLOR: "1", PYTHONUTF8: "1" } },
      );
      if (code !== 0) console.log(stdout + stderr);
      expect(code).toBe(0);
      const [, generated, passed] = /^ *(\d+) generated, (\d+) passed$/m.exec(stdout) ?? [];
      expect(Number(passed)).toBeGreaterThan(300);
      expect(passed).toBe(generated!);
      for (const phase of ["Examples", "Coverage", "Fuzzing", "Stateful"])
        expect(stdout).toMatch(new RegExp(`✅ +${phase} \\(in `));
      console.log(`openapi: schemathesis: requests ${passed}, failures 0`);

      // The examples were trained and predicted with: the answers were not refusals only.
      expect(await database.status(RUN_ID)).toMatch(/^(SUCCESS|FAILED)$/);
      const answered = (route: string, status: number) =>
        service.log.some((line) => line.msg === "request" && line.route === route && line.status === status);
      for (const route of ["/api/train", "/api/predict"])
        for (const status of [200, 400]) expect([route, answered(route, status)]).toEqual([route, true]);
    },
    TIMEOUT_MS,
  );
});
