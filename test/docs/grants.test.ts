import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { QUICK } from "../faults/trainings.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { blockBelow, readPage } from "./pages.ts";

/** A role that has nothing but what docs/database.md grants. */
const ROLE = `mlsvc_${randomBytes(6).toString("hex")}`;
const GRANTS = blockBelow(readPage("docs/database.md"), "Grants", "sql").replaceAll("app_mlsvc", ROLE);

let database: TestDatabase;
let url: string;
beforeAll(async () => {
  database = await createTestDatabase([QUICK.model]);
  await database.sql.unsafe(`create role ${ROLE} login password 'secret'`);
  // Who may use the schema public differs between versions of PostgreSQL.
  await database.sql.unsafe("revoke all on schema public from public");
  await database.sql.unsafe(GRANTS);
  const address = new URL(database.url);
  address.username = ROLE;
  address.password = "secret";
  url = address.href;
});
afterAll(async () => {
  await database.sql.unsafe(`drop owned by ${ROLE}`);
  await database.sql.unsafe(`drop role ${ROLE}`);
  await database.drop();
});

test("with the grants of the documentation alone a role reconciles, trains, fails and predicts", async () => {
  expect((await runCommand(["--reconcile"], { DATABASE_URL: url })).code).toBe(0);
  const service = await ServiceProcess.start({ DATABASE_URL: url });
  try {
    const id = await database.createRun(QUICK.model);
    expect((await service.train(QUICK.model, id, QUICK.body)).status).toBe(200);
    await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
    expect(Number((await database.metrics(id)).n_rows)).toBe(QUICK.body.features.length);
    const answer = await service.post(`/api/predict?model_run_id=${id}`, { features: QUICK.rows });
    expect(answer.status).toBe(200);
    await database.sql`update model_runs set run_status = 'RUNNING' where id = ${id}`;
    expect((await runCommand(["--reconcile"], { DATABASE_URL: url })).code).toBe(0);
    expect(await database.metrics(id)).toMatchObject({ error_type: "interrupted" });
  } finally {
    expect(await service.stop()).toBe(0);
  }
});

test("each of the grants is needed: without it --reconcile fails and prints the statement that gives it back", async () => {
  const statements = GRANTS.trim().split("\n");
  expect(statements).toHaveLength(6);
  for (const statement of statements) {
    await database.sql.unsafe(statement.replace("GRANT", "REVOKE").replace(" TO ", " FROM "));
    const { code, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: url });
    expect([statement, code, stderr]).toEqual([statement, 1, expect.stringContaining("to mend: GRANT ")]);
    await database.sql.unsafe(statement);
  }
  expect((await runCommand(["--reconcile"], { DATABASE_URL: url })).code).toBe(0);
}, 60_000);
