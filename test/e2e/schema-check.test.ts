import { afterAll, describe, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { SCHEMA, SCHEMAS } from "../schemas.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";

const databases: TestDatabase[] = [];
const services: ServiceProcess[] = [];
afterAll(async () => {
  for (const service of services) if (service.child.exitCode === null) await service.stop("SIGKILL");
  for (const database of databases) await database.drop();
});

async function create(schema: string): Promise<TestDatabase> {
  const database = await createTestDatabase([], undefined, schema);
  databases.push(database);
  return database;
}

/** Returns the findings of `--reconcile`, one line each, and the SQL that they suggest. */
async function findings(url: string): Promise<{ lines: string[]; mends: string[] }> {
  const { code, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: url });
  const lines = stderr.split("\n").filter((line) => line !== "");
  expect([code, lines.length > 0]).toEqual([1, true]);
  return { lines, mends: lines.map((line) => /; to mend: (.*)$/.exec(line)![1]!) };
}

const RUN_STATUS = "run_status VARCHAR(255) NOT NULL";
const ENUM = "CREATE TYPE word AS ENUM ('CREATED', 'RUNNING', 'FAILED');\n";

/** Schemas that cannot work, and the messages about them. */
const BROKEN: Record<string, { schema: string; says: RegExp[] }> = {
  "no tables": {
    schema: "",
    says: [
      /models: found no such table on the search path \(public\); needed the table on the search path/,
      /model_runs: found no such table/,
      /model_run_metrics: found no such table/,
    ],
  },
  "@Lob makes an oid": {
    schema: SCHEMA.replace("run_result BYTEA", "run_result OID"),
    says: [/^mlsvc: public\.model_runs\.run_result: found oid; needed bytea; .*lo_get.*@Lob/],
  },
  "a text result": {
    schema: SCHEMA.replace("run_result BYTEA", "run_result TEXT"),
    says: [/public\.model_runs\.run_result: found text; needed bytea/],
  },
  "uuid ids of runs": {
    schema: SCHEMA.replace(
      "CREATE TABLE model_runs (\n  id SERIAL",
      "CREATE TABLE model_runs (\n  id UUID DEFAULT gen_random_uuid()",
    ).replace("model_run_id BIGINT", "model_run_id UUID"),
    says: [
      /public\.model_runs\.id: found uuid; needed integer or bigint/,
      /public\.model_run_metrics\.model_run_id: found uuid; needed integer or bigint/,
    ],
  },
  "a missing column": {
    schema: SCHEMA.replace(", run_result BYTEA NULL", ""),
    says: [/public\.model_runs\.run_result: found no such column; needed a column of type bytea/],
  },
  "a CHECK without SUCCESS": {
    schema: SCHEMA.replace(
      RUN_STATUS,
      `${RUN_STATUS} CONSTRAINT words CHECK (run_status IN ('CREATED', 'RUNNING', 'FAILED'))`,
    ),
    says: [/public\.model_runs\.run_status: found a CHECK constraint, words, that refuses SUCCESS/],
  },
  "an enum without SUCCESS": {
    schema: ENUM + SCHEMA.replace("run_status VARCHAR(255)", "run_status word"),
    says: [/public\.model_runs\.run_status: found the enum word without SUCCESS/],
  },
  "an enum by its ordinal": {
    schema: SCHEMA.replace("run_status VARCHAR(255)", "run_status SMALLINT"),
    says: [/public\.model_runs\.run_status: found smallint; needed varchar\(255\).*EnumType\.STRING/],
  },
  "a status that is too short": {
    schema: SCHEMA.replace("run_status VARCHAR(255)", "run_status VARCHAR(6)"),
    says: [/public\.model_runs\.run_status: found character varying\(6\); needed at least varchar\(7\)/],
  },
  "numbers as metric values": {
    schema: SCHEMA.replace("metric_value VARCHAR(255)", "metric_value DOUBLE PRECISION"),
    says: [/public\.model_run_metrics\.metric_value: found double precision; needed varchar\(255\)/],
  },
  "a further required column of metrics": {
    schema: SCHEMA.replace("metric_name VARCHAR(255)", "metric_name VARCHAR(255), unit VARCHAR(9) NOT NULL"),
    says: [/public\.model_run_metrics\.unit: found a required column that mlsvc does not know/],
  },
  "metric ids that nothing fills": {
    schema: SCHEMA.replace(
      "CREATE TABLE model_run_metrics (\n  id SERIAL",
      "CREATE TABLE model_run_metrics (\n  id BIGINT",
    ),
    says: [/public\.model_run_metrics\.id: found no default and no sequence model_run_metrics_seq/],
  },
  "tables in a schema off the search path": {
    schema: `CREATE SCHEMA shop; SET search_path = shop; ${SCHEMA}`,
    says: [1, 2, 3].map(() => /found it in the schema shop only.*currentSchema=shop/),
  },
  "a view in place of a table": {
    schema: `CREATE SCHEMA shop; SET search_path = shop; ${SCHEMA.replaceAll("TABLE model_runs ", "TABLE runs ").replace("REFERENCES model_runs", "REFERENCES runs")}
      SET search_path = public; CREATE VIEW models AS SELECT * FROM shop.models;
      CREATE VIEW model_runs AS SELECT * FROM shop.runs;
      CREATE TABLE model_run_metrics (id SERIAL, model_run_id BIGINT, metric_name TEXT, metric_value TEXT);`,
    says: [
      /public\.models: found a view; needed a table/,
      /public\.model_runs: found a view; needed a table/,
    ],
  },
};

describe.each(Object.entries(BROKEN))("%s", (_, { schema, says }) => {
  test("is found at once, with table and column, and the suggested statement repairs it", async () => {
    const database = await create(schema);
    const started = performance.now();
    const { lines, mends } = await findings(database.url);
    // Less than the 30 s during which an unreachable server is retried.
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(lines).toHaveLength(says.length);
    for (const [i, pattern] of says.entries()) expect(lines[i]).toMatch(pattern);
    // A view cannot be repaired by a statement.
    if (mends.every((mend) => mend.startsWith("--"))) return;
    for (const mend of mends) {
      await database.sql.unsafe(
        mend.replaceAll(
          "ALTER ROLE postgres SET",
          `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET`,
        ),
      );
    }
    const after = await runCommand(["--reconcile"], { DATABASE_URL: database.url });
    expect([after.code, after.stderr]).toEqual([0, ""]);
  });
});

test("with a schema that cannot work, the service is not ready, with the same message, and accepts no run; once repaired, it becomes ready by itself", async () => {
  const database = await create(SCHEMA.replace("run_result BYTEA", "run_result TEXT"));
  await database.sql`insert into models (name, type, class_name, features_ok, pipeline_ok)
                     values ('iris', 'test', 'Test', true, true)`;
  const service = await ServiceProcess.start({ DATABASE_URL: database.url }, false);
  services.push(service);
  const words = "public.model_runs.run_result: found text; needed bytea";
  const ready = await waitFor("the reason", async () => {
    const answer = await service.get("/api/health/ready");
    const problem = (await answer.json()) as { status: number; detail: string; errors: unknown[] };
    return problem.detail.includes(words) && problem;
  });
  expect(ready).toMatchObject({ status: 503, errors: [{ path: "public.model_runs.run_result" }] });
  expect(
    service.log.filter(({ level, msg }) => level === "error" && String(msg).includes(words)),
  ).toHaveLength(1);
  const id = await database.createRun("iris");
  const train = await service.train("iris", id, dataset("iris"));
  expect([train.status, await train.json()]).toEqual([
    503,
    expect.objectContaining({ detail: expect.stringContaining(words) }),
  ]);
  expect(await database.status(id)).toBe("CREATED");
  const predict = await service.post(`/api/predict?model_run_id=${id}`, { features: [] });
  expect([predict.status, await predict.json()]).toEqual([
    503,
    expect.objectContaining({ detail: expect.stringContaining(words) }),
  ]);
  await database.sql`alter table model_runs alter column run_result type bytea using null`;
  await waitFor("readiness", async () => (await service.get("/api/health/ready")).ok, 30_000);
  expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
  await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
  expect(await service.stop()).toBe(0);
});

test("errors that a retry cannot solve are reported at once: a wrong password, a missing database", async () => {
  const database = await create(SCHEMA);
  const wrong = new URL(database.url);
  wrong.password = "wrong";
  const absent = new URL(database.url);
  absent.pathname = "/no_such_database";
  const cases: [URL, RegExp][] = [
    [wrong, /^mlsvc: reconcile failed: .*password authentication failed.*\n$/],
    [absent, /^mlsvc: reconcile failed: .*database "no_such_database" does not exist.*\n$/],
  ];
  for (const [url, says] of cases) {
    const { code, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: url.href });
    expect([code, stderr]).toEqual([1, expect.stringMatching(says)]);
    const service = await ServiceProcess.start({ DATABASE_URL: url.href }, false);
    services.push(service);
    await waitFor("an error in the log", () => service.log.some(({ level }) => level === "error"));
    expect(await service.stop()).toBe(0);
  }
});

test("an id too large for the column is a 400, and a bigint column accepts it", async () => {
  for (const [schema, status] of [
    [SCHEMAS.integer, 400],
    [SCHEMAS.bigint, 404],
  ] as const) {
    const database = await create(schema);
    await database.sql`insert into models (name, type, class_name, features_ok, pipeline_ok)
                       values ('iris', 'test', 'Test', true, true)`;
    const service = await ServiceProcess.start({ DATABASE_URL: database.url });
    services.push(service);
    const id = 2 ** 31;
    const predict = await service.post(`/api/predict?model_run_id=${id}`, { features: [] });
    expect(predict.status).toBe(404);
    const train = await service.train("iris", id, dataset("iris"));
    if (status === 400) {
      expect([train.status, await train.json()]).toEqual([
        400,
        expect.objectContaining({
          errors: [{ path: "model_run_id", message: "must be at most 2147483647" }],
        }),
      ]);
    } else expect(train.status).toBe(200);
    const beyond = await service.train("iris", "9007199254740992", dataset("iris"));
    expect(beyond.status).toBe(400);
    expect(await service.stop()).toBe(0);
  }
});

test("a run with the largest integer id of a double is trained, predicted and swept", async () => {
  const database = await create(SCHEMAS.bigint);
  await database.sql`insert into models (name, type, class_name, features_ok, pipeline_ok)
                     values ('iris', 'test', 'Test', true, true)`;
  const id = Number.MAX_SAFE_INTEGER;
  await database.sql`insert into model_runs (id, model_id, run_date, run_status)
                     select ${id}, id, now(), 'CREATED' from models`;
  const service = await ServiceProcess.start({ DATABASE_URL: database.url });
  services.push(service);
  expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
  await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
  const { features } = dataset("iris");
  const predict = await service.post(`/api/predict?model_run_id=${id}`, { features: features.slice(0, 2) });
  expect([predict.status, await predict.json()]).toEqual([
    200,
    expect.objectContaining({ model_run_id: id }),
  ]);
  expect(await service.stop()).toBe(0);
  await database.sql`update model_runs set run_status = 'RUNNING'`;
  const { stdout } = await runCommand(["--reconcile"], { DATABASE_URL: database.url });
  expect(stdout).toContain(`dead runs set to FAILED: ${id}`);
});

test("ids of metric rows are unique, whether mlsvc or Hibernate used the sequence before", async () => {
  const database = await create(SCHEMAS.hibernate);
  await database.sql.unsafe((await runCommand(["--register-sql"])).stdout);
  const service = await ServiceProcess.start({ DATABASE_URL: database.url });
  services.push(service);
  const hibernate = postgres(database.url, { max: 1 });
  for (let round = 0; round < 3; round++) {
    const id = await database.createRun("iris");
    expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
    await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
    // Hibernate's pooled optimizer: one number of the sequence reserves itself and the 49 before it.
    const [row] = await hibernate`select nextval('model_run_metrics_seq')::int as top`;
    for (let i = 0; i < 50; i++)
      await hibernate`insert into model_run_metrics values (${row!.top - i}, ${id}, ${`own ${i}`}, '1')`;
  }
  await hibernate.end({ timeout: 5 });
  expect(await service.stop()).toBe(0);
});
