import { describe, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const JAVA = Bun.which("java");
const bed = new ServiceBed(["iris"]);

/** Runs a Java program from its source and returns the lines it prints. */
async function java(program: string, ...words: string[]): Promise<string[]> {
  const source = join(import.meta.dir, "java", `${program}.java`);
  const { code, stdout, stderr } = await runProgram([JAVA!, source, ...words]);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout.trimEnd().split("\n");
}

function file(body: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), "mlsvc-java-")), "body.json");
  writeFileSync(path, JSON.stringify(body));
  return path;
}

// Continuous integration installs a JDK (.ci/run); without one, these tests are skipped.
describe.skipIf(JAVA === null)("a Java client", () => {
  for (const [client, what] of [
    ["new", "java.net.http.HttpClient, which offers HTTP/2"],
    ["old", "HttpURLConnection with a chunked body"],
  ] as const) {
    test(`${what}, trains, queries the status, predicts, and reads a refusal`, async () => {
      const { features, labels } = dataset("iris");
      const id = await bed.database.createRun("iris");
      const path = `${bed.service.url}/api/train?model_name=iris&model_run_id=${id}`;
      const [status, type, body] = await java("Client", client, "POST", path, file({ features, labels }));
      expect([status, type]).toEqual(["200", "application/json"]);
      expect(JSON.parse(body!)).toMatchObject({ status: "success", model_run_id: id });
      await waitFor("the run", async () => (await bed.database.status(id)) === "SUCCESS");
      const state = await java("Client", client, "GET", `${bed.service.url}/api/train?model_run_id=${id}`);
      expect(JSON.parse(state[2]!)).toMatchObject({ state: "finished", run_status: "SUCCESS" });
      const predictPath = `${bed.service.url}/api/predict?model_run_id=${id}`;
      const answer = await java("Client", client, "POST", predictPath, file({ features: [features[0]] }));
      expect(JSON.parse(answer[2]!).predictions).toEqual(["setosa"]);
      const refusal = await java("Client", client, "POST", predictPath, file({ features: [{}] }));
      expect(refusal.slice(0, 2)).toEqual(["400", "application/problem+json"]);
      expect(JSON.parse(refusal[2]!)).toMatchObject({ title: "Bad Request", status: 400 });
    }, 60_000);
  }

  test("reads every metric of a run as a finite double", async () => {
    const { features, labels } = dataset("iris");
    const id = await bed.database.createRun("iris");
    expect((await bed.service.train("iris", id, { features, labels })).status).toBe(200);
    await waitFor("the run", async () => (await bed.database.status(id)) === "SUCCESS");
    const values = Object.values(await bed.database.metrics(id));
    expect(await java("Doubles", ...values)).toEqual([String(values.length)]);
  }, 60_000);
});
