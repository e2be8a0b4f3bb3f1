import { afterAll, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { REGISTRY } from "../../src/models/registry.ts";
import { createTestDatabase } from "../database.ts";
import { ProjectCopy } from "../project-copy.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

const ROOT = join(import.meta.dir, "..", "..");
const project = new ProjectCopy({ whole: true });
afterAll(() => project.remove());

/** Returns the model in the README. */
function readmeModel(): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const source = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code]) => code!)
    .find((code) => code.includes("house_price"));
  if (source === undefined) throw new Error("README.md shows no model house_price");
  return source;
}

test("build.sh compiles the README's model after it was added to statistical/, without other changes", async () => {
  project.drop("house_price.ts", readmeModel());
  const { code, stdout } = await project.run(["./build.sh"]);
  const { size } = new Set([...REGISTRY.keys(), "house_price"]);
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining(`self-test passed (${size} models, ${size} of them trained`),
  ]);
}, 120_000);

test("the model trains and predicts", async () => {
  const database = await createTestDatabase([]);
  await database.sql.unsafe(
    (await runCommand(["--register-sql"], {}, project.folder, project.executable)).stdout,
  );
  const service = await ServiceProcess.start({ DATABASE_URL: database.url }, true, project.executable);
  const id = await database.createRun("house_price");
  const features = Array.from({ length: 30 }, (_, i) => ({ size_m2: 40 + 3 * i, rooms: 1 + (i % 5) }));
  const labels = features.map(({ size_m2, rooms }) => ({ price: 2000 * size_m2 + 10_000 * rooms }));
  expect((await service.train("house_price", id, { features, labels })).status).toBe(200);
  await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
  const response = await service.post(`/api/predict?model_run_id=${id}`, { features: [features[3]] });
  const { predictions } = (await response.json()) as { predictions: number[] };
  expect(Math.abs(predictions[0]! / labels[3]!.price - 1)).toBeLessThan(0.05);
  expect(await service.stop()).toBe(0);
  await database.drop();
}, 60_000);

test.each([
  ["test/architecture.test.ts", ""],
  ["test/models/parameters.test.ts", ""],
  ["test/models", ""],
  ["test/e2e/commands.test.ts", "--selftest|--version"],
  ["test/e2e/bad-input.test.ts", "docs|api/models"],
  ["test/e2e/catalogue.test.ts", "every model of the catalogue|diabetes_progression"],
])(
  "the tests that look at the models pass with one more: %s",
  async (file, pattern) => {
    const words = [
      process.execPath,
      "test",
      "--timeout",
      "60000",
      file,
      ...(pattern === "" ? [] : ["-t", pattern]),
    ];
    const { code, stderr } = await project.run(words);
    const passed = Number(/^ *(\d+) pass$/m.exec(stderr)?.[1]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^ 0 fail$/m)]);
    expect(passed).toBeGreaterThan(0);
  },
  120_000,
);

test("a mistake in a model file stops build.sh, also for another platform, and the previous program remains", async () => {
  const copy = project.drop("another.ts", readmeModel());
  for (const target of [[], ["linux-arm64"]]) {
    const { code, stderr } = await project.run(["./build.sh", ...target]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      'mlsvc: statistical/house_price.ts: class HousePrice: its name "house_price" is taken by statistical/another.ts: class HousePrice; names must be unique',
    );
  }
  rmSync(copy);
  expect(project.has("mlsvc-linux-arm64")).toBe(false);
  expect((await project.run(["./mlsvc", "--selftest"])).code).toBe(0);
}, 120_000);
