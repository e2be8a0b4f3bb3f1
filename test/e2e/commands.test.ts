import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { freePort } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([]);
});
afterAll(() => database.drop());

test("--version and --help need no configuration", async () => {
  expect(await runCommand(["--version"])).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  const help = await runCommand(["--help"]);
  expect(help.code).toBe(0);
  for (const word of ["--reconcile", "--inspect", "TRAIN_QUEUE_LIMIT", "DATABASE_URL"])
    expect(help.stdout).toContain(word);
});

test("--selftest trains in a worker without a database", async () => {
  expect(await runCommand(["--selftest"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("self-test passed"),
  });
});

test("wrong usage and wrong configuration are reported on one line with exit code 2", async () => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [["--nonsense"], {}, /unknown option/],
    [["--version", "more"], {}, /unexpected/],
    [["--inspect"], { DATABASE_URL: database.url }, /--inspect takes the id/],
    [[], {}, /DATABASE_URL is not set/],
    [[], { DATABASE_URL: "mysql://a:secret@b/c" }, /not the URL of a PostgreSQL database/],
    [["--reconcile"], { DATABASE_URL: "postgres://a:secret@b:x/c" }, /no valid host and port/],
    [[], { DATABASE_URL: database.url, PORT: "many" }, /PORT must be/],
  ];
  for (const [words, environment, message] of cases) {
    const { code, stderr } = await runCommand(words, environment);
    expect([code, stderr.trim().split("\n").length, stderr]).toEqual([2, 1, expect.stringMatching(message)]);
    expect(stderr).not.toContain("secret");
  }
});

test("a .env in the working directory is read, the environment takes precedence, and a bunfig.toml is ignored", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-dotenv-"));
  writeFileSync(join(folder, ".env"), `DATABASE_URL=${database.url}\nPORT=many\n`);
  writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./nothing.ts"]\n');
  const { code, stderr } = await runCommand(["--reconcile"], {}, folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining("PORT must be")]);
  expect((await runCommand(["--reconcile"], { PORT: "5000" }, folder)).code).toBe(0);
});

test("--reconcile tries for 30 s if the database is unavailable, then exits with 1 and one line", async () => {
  const url = "postgres://me:hidden@127.0.0.1:1/app";
  const { code, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: url });
  expect([code, stderr.trim().split("\n").length]).toEqual([1, 2]);
  expect(stderr).toMatch(/^mlsvc: waiting for the database, up to 30 s: /);
  expect(stderr).toMatch(/reconcile failed after 30 s: .*database/);
  expect(stderr).not.toContain("hidden");
}, 60_000);

test("--register-sql registers every model and can be repeated, --reconcile lists them, and --inspect describes a run", async () => {
  const environment = { DATABASE_URL: database.url };
  const before = await runCommand(["--reconcile"], environment);
  expect(before.stdout).toMatch(/iris +unregistered/);
  const { stdout: sql } = await runCommand(["--register-sql"]);
  await database.sql.unsafe(sql);
  await database.sql.unsafe(sql);
  await database.sql`update models set pipeline_ok = false where name = 'iris'`;
  await database.sql`insert into models (name, type, class_name, features_ok, pipeline_ok) values ('old', 't', 'C', true, true)`;
  const { code, stdout } = await runCommand(["--reconcile"], environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/iris +available/);
  expect(stdout).toMatch(/old +unavailable/);
  const service = await ServiceProcess.start(environment);
  const id = await database.createRun("iris");
  expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
  await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
  expect(await service.stop()).toBe(0);
  const inspected = await runCommand(["--inspect", String(id)], environment);
  for (const word of ["iris", "StandardScaler", "PCA", "LogisticRegression", "setosa", "150"]) {
    expect(inspected.stdout).toContain(word);
  }
  expect((await runCommand(["--inspect", "999999"], environment)).code).toBe(1);
});

test("--health exits with 0 if the service responds, and with 1 otherwise", async () => {
  const port = String(await freePort());
  expect((await runCommand(["--health"], { PORT: port })).code).toBe(1);
  const service = await ServiceProcess.start({ DATABASE_URL: database.url, PORT: port });
  expect((await runCommand(["--health"], { PORT: port })).code).toBe(0);
  const taken = await runCommand([], { DATABASE_URL: database.url, PORT: port });
  expect([taken.code, taken.stdout]).toEqual([2, expect.stringContaining("cannot listen")]);
  expect(await service.stop()).toBe(0);
});
