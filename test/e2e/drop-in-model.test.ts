import { afterAll, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase } from "../database.ts";
import { ProjectCopy } from "../project-copy.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

const ROOT = join(import.meta.dir, "..", "..");
const project = new ProjectCopy();
afterAll(() => project.remove());

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
  project.drop("house_price.ts", readmeModel());
  await project.build();
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

test("two models of one name make a program that refuses to start, which stops the build", async () => {
  const copy = project.drop("another.ts", readmeModel());
  await project.build();
  const { code, stderr } = await runCommand(["--selftest"], {}, project.folder, project.executable);
  rmSync(copy);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/the model name "house_price" is taken/);
}, 60_000);
