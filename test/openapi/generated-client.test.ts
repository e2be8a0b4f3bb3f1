import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ServiceBed } from "../e2e/service-bed.ts";
import { copyOfProject, HAS_MAVEN, verify } from "../spring-boot/maven.ts";

const PROJECT = join(import.meta.dir, "generated-client");
/** The first run downloads the generator and Spring. */
const TIMEOUT_MS = 20 * 60_000;

/** The runs that the Java test trains: the name of the environment variable with the id, and the model. */
const RUNS = {
  LOGISTIC_RUN_ID: "logistic_regression",
  FOREST_RUN_ID: "random_forest_classifier",
  RIDGE_RUN_ID: "ridge",
  LABELS_RUN_ID: "linear_regression",
  EXPLAINED_RUN_ID: "ridge",
  INTERVAL_RUN_ID: "ridge",
  DRIFT_RUN_ID: "ridge",
  REFUSED_RUN_ID: "ridge",
};

if (!HAS_MAVEN) console.log("no Maven with a JDK on this machine: the generated client is left out");

describe.skipIf(!HAS_MAVEN)("the Java client that openapi-generator makes from /openapi.json", () => {
  const bed = new ServiceBed([...new Set(Object.values(RUNS))]);

  test(
    "compiles, trains, asks for the state, predicts labels of every type and intervals, explains, compares, and reads refusals",
    async () => {
      const environment: Record<string, string> = { MLSVC_URL: bed.service.url };
      for (const [name, model] of Object.entries(RUNS))
        environment[name] = String(await bed.database.createRun(model));
      const folder = copyOfProject(PROJECT);
      try {
        const result = await verify(folder, environment);
        if (result === undefined) {
          console.log("Maven cannot download openapi-generator or Spring: the generated client is left out");
          return;
        }
        const { code, stdout, stderr } = result;
        if (code !== 0) console.log(stdout + stderr);
        expect(code).toBe(0);
        expect(stdout).toMatch(/^\[INFO\] Tests run: 9, Failures: 0, Errors: 0, Skipped: 0$/m);
        for (const run of Object.keys(RUNS))
          expect([run, await bed.database.status(Number(environment[run]))]).toEqual([
            run,
            run === "REFUSED_RUN_ID" ? "CREATED" : "SUCCESS",
          ]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    TIMEOUT_MS,
  );
});
