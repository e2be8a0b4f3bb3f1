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
  const version = await runCommand(["--version", "--json"]);
  expect(JSON.parse(version.stdout)).toEqual({ version: manifest.version });
  const help = await runCommand(["--help"]);
  expect(help.code).toBe(0);
  for (const word of ["--reconcile", "--inspect", "TRAIN_QUEUE_LIMIT", "DATABASE_URL"])
    expect(help.stdout).toContain(word);
  expect((await runCommand(["-h"])).stdout).toBe(help.stdout);
});

test("--help --json has every command and every setting", async () => {
  const { code, stdout } = await runCommand(["--help", "--json"]);
  const { version, commands, settings, exit_codes } = JSON.parse(stdout);
  expect([code, version, Object.keys(exit_codes)]).toEqual([0, manifest.version, ["0", "1", "2"]]);
  expect(commands).toContainEqual({
    usage: "mlsvc --inspect RUN_ID",
    name: "--inspect",
    arguments: ["RUN_ID"],
    meaning: expect.any(String),
    options: [{ name: "--json", value: null, meaning: expect.any(String) }],
  });
  expect(commands[0]).toMatchObject({ usage: "mlsvc", name: null });
  expect(settings).toContainEqual({ variable: "DATABASE_URL", default: null, meaning: expect.any(String) });
  expect(settings).toContainEqual({
    variable: "PORT",
    default: 5000,
    minimum: 0,
    maximum: 65_535,
    meaning: expect.any(String),
  });
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
    [["--reconcil"], {}, /did you mean --reconcile\?/],
    [["--version", "more"], {}, /unexpected/],
    [["--inspect"], { DATABASE_URL: database.url }, /RUN_ID is missing: mlsvc --inspect RUN_ID/],
    [["--inspect", "0", "--json"], { DATABASE_URL: database.url }, /--inspect takes the id .* got "0"/],
    [["--inspect", "9007199254740992"], { DATABASE_URL: database.url }, /--inspect takes the id/],
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

test("--reconcile tries for 30 s if the database is unavailable, then exits with 1", async () => {
  const url = "postgres://me:hidden@127.0.0.1:1/app";
  const { code, stdout, stderr } = await runCommand(["--reconcile", "--json"], { DATABASE_URL: url });
  const [first, ...others] = stderr.trimEnd().split("\n");
  expect([code, stdout]).toEqual([1, ""]);
  expect(first).toMatch(/^mlsvc: waiting for the database, up to 30 s: /);
  expect(others.pop()).toMatch(/^mlsvc: reconcile failed after 30 s: .*database/);
  expect(others.length).toBeGreaterThan(0);
  for (const line of others) expect(line).toMatch(/^mlsvc: waiting for the database: \d+ of 30 s$/);
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
  const { stdout: json } = await runCommand(["--inspect", "--json", String(id)], environment);
  const { features, labels } = dataset("iris");
  expect(JSON.parse(json)).toEqual({
    model_run_id: id,
    run_status: "SUCCESS",
    bytes: expect.any(Number),
    model_name: "iris",
    features: Object.keys(features[0]!).map((name) => ({ name, kind: "numeric" })),
    label_names: Object.keys(labels[0]!),
    classes: ["setosa", "versicolor", "virginica"],
    steps: ["StandardScaler", "PCA", "LogisticRegression"].map((type) => ({
      type,
      parameters: expect.anything(),
      bytes: expect.any(Number),
    })),
    decision_threshold: null,
    parameters: expect.objectContaining({ random_state: 0 }),
    rows: 150,
    data_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    random_state: 0,
    iterations: expect.any(Number),
    converged: true,
    held_back_rows: null,
    mlsvc_version: manifest.version,
    trained_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const unknown = await runCommand(["--inspect", "999999", "--json"], environment);
  expect(unknown).toEqual({ code: 1, stdout: "", stderr: "mlsvc: there is no run 999999\n" });
});

test("--health exits with 0 if the service responds, and with 1 otherwise", async () => {
  const port = String(await freePort());
  const down = await runCommand(["--health", "--json"], { PORT: port });
  expect([down.code, down.stdout]).toEqual([1, ""]);
  expect(down.stderr).toMatch(/^mlsvc: http:.* does not answer: .*\n$/);
  const service = await ServiceProcess.start({ DATABASE_URL: database.url, PORT: port });
  const up = await runCommand(["--health"], { PORT: port });
  expect(up).toMatchObject({ code: 0, stderr: "" });
  expect(up.stdout).toMatch(/^status +UP, ready$/m);
  expect(up.stdout).toMatch(/^waiting +0 of at most 16$/m);
  const told = await runCommand(["--health", "--json"], { PORT: port });
  expect(JSON.parse(told.stdout)).toMatchObject({ status: "UP", ready: true, training: { waiting: 0 } });
  const taken = await runCommand([], { DATABASE_URL: database.url, PORT: port });
  expect([taken.code, taken.stdout]).toEqual([2, expect.stringContaining("cannot listen")]);
  expect(await service.stop()).toBe(0);
});
