import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";

/** The page with the statements for a separate role. */
const PAGE = readFileSync(join(import.meta.dir, "..", "..", "docs", "database.md"), "utf8");
const GRANTS = /^## Grants\n[\s\S]*?```sql\n([\s\S]*?)```/m.exec(PAGE)![1]!;
const STATEMENTS = GRANTS.split(";")
  .map((statement) => statement.trim())
  .filter((statement) => /^GRANT/.test(statement));

let database: TestDatabase;
let url: string;
const role = `mlsvc_role_${process.pid}`;

beforeAll(async () => {
  database = await createTestDatabase(["iris"]);
  await database.sql.unsafe(`create role ${role} login password 'secret'`);
  // Privileges of PUBLIC are revoked first, so that only the grants count.
  await database.sql`revoke all on schema public from public`;
  const address = new URL(database.url);
  address.username = role;
  address.password = "secret";
  url = address.href;
});
afterAll(async () => {
  await database.sql.unsafe(`drop owned by ${role}; drop role ${role}`);
  await database.drop();
});

const grant = (statement: string) => database.sql.unsafe(statement.replaceAll("app_mlsvc", role));

test("each missing grant is reported as the statement in the documentation", async () => {
  expect(STATEMENTS.length).toBeGreaterThanOrEqual(6);
  const [usage, ...others] = STATEMENTS;
  expect(usage).toMatch(/^GRANT USAGE ON SCHEMA/);
  const first = await runCommand(["--reconcile"], { DATABASE_URL: url });
  expect([first.code, first.stderr]).toEqual([1, expect.stringContaining("GRANT USAGE ON SCHEMA public")]);
  await grant(usage!);
  const second = await runCommand(["--reconcile"], { DATABASE_URL: url });
  for (const told of [
    "GRANT SELECT ON public.models",
    "GRANT UPDATE (pipeline_ok) ON public.models",
    "GRANT SELECT ON public.model_runs",
    "GRANT UPDATE (run_status) ON public.model_runs",
    "GRANT UPDATE (run_result) ON public.model_runs",
    "GRANT INSERT ON public.model_run_metrics",
    "GRANT DELETE ON public.model_run_metrics",
    "GRANT USAGE ON SEQUENCE model_run_metrics_id_seq",
  ])
    expect(second.stderr).toContain(`${told} TO ${role};`);
  for (const statement of others) await grant(statement);
  expect(await runCommand(["--reconcile"], { DATABASE_URL: url })).toMatchObject({ code: 0, stderr: "" });
});

test("a role with only these grants can reconcile, train, retrain, cancel, predict and fail dead runs", async () => {
  for (const statement of STATEMENTS) await grant(statement);
  await database.sql`update models set pipeline_ok = false`;
  const service = await ServiceProcess.start({ DATABASE_URL: url });
  const { features, labels } = dataset("iris");
  const id = await database.createRun("iris");
  for (let round = 0; round < 2; round++) {
    expect((await service.train("iris", id, { features, labels })).status).toBe(200);
    await waitFor("the run", async () => {
      const answer = await service.get(`/api/train?model_run_id=${id}`);
      return ((await answer.json()) as { run_status?: string }).run_status === "SUCCESS";
    });
    const predicted = await service.post(`/api/predict?model_run_id=${id}`, { features });
    expect(predicted.status).toBe(200);
  }
  const failing = await database.createRun("iris");
  const rejected = labels.map(() => ({ species: "one" }));
  expect((await service.train("iris", failing, { features, labels: rejected })).status).toBe(400);
  await database.sql`update model_runs set run_status = 'RUNNING' where id = ${failing}`;
  expect((await runCommand(["--reconcile"], { DATABASE_URL: url })).stdout).toContain(`FAILED: ${failing}`);
  expect(await database.metrics(failing)).toMatchObject({ error_type: "interrupted" });
  expect(await service.stop()).toBe(0);
});
