import { beforeAll, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../scripts/compile.ts";
import { createTestDatabase } from "../database.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

const ROOT = join(import.meta.dir, "..", "..");
/** A copy of the project, into which model files are dropped. */
const project = mkdtempSync(join(tmpdir(), "mlsvc-project-"));
const executable = join(project, "mlsvc");

beforeAll(() => {
  for (const name of ["src", "statistical", "scripts", "package.json", "tsconfig.json"])
    cpSync(join(ROOT, name), join(project, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
});

/** What `build.sh` does once everything is installed. */
async function build(): Promise<void> {
  const registry = Bun.spawn([process.execPath, "scripts/registry.ts"], { cwd: project });
  expect(await registry.exited).toBe(0);
  await compile(executable, { root: project });
}

function drop(file: string, source: string): string {
  const path = join(project, "statistical", file);
  writeFileSync(path, source);
  return path;
}

/** The model that the README shows. */
function readmeModel(): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const source = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code]) => code!)
    .find((code) => code.includes("house_price"));
  if (source === undefined) throw new Error("README.md shows no model house_price");
  return source;
}

test("the README's model, dropped into statistical/, trains and predicts in the next build", async () => {
  drop("house_price.ts", readmeModel());
  await build();
  const database = await createTestDatabase([]);
  await database.sql.unsafe((await runCommand(["--register-sql"], {}, project, executable)).stdout);
  const service = await ServiceProcess.start({ DATABASE_URL: database.url }, true, executable);
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

test("two models of one name make a program that refuses to start, which stops the build", async () => {
  const copy = drop("another.ts", readmeModel());
  await build();
  const { code, stderr } = await runCommand(["--selftest"], {}, project, executable);
  rmSync(copy);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/the model name "house_price" is taken/);
}, 60_000);
