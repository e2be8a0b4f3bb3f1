import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type PostgresServer, startPostgres } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase, SCHEMA, type TestDatabase } from "../database.ts";
import { untilStatus } from "../faults/fault-bed.ts";
import { accept, predictStatus } from "../faults/promises.ts";
import { QUICK } from "../faults/trainings.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";

let server: PostgresServer;
/** Its tables are in the schema `app`, which is on no search path by default. */
let database: TestDatabase;
let port: string;
let name: string;
/** The directory of the server's Unix-domain socket. */
const sockets = mkdtempSync(join(tmpdir(), "mlsvc-sockets-"));
/** A server that accepts connections and never responds. */
let silent: Server;
let silentPort: number;
let unusedPort: number;

beforeAll(async () => {
  chmodSync(sockets, 0o777);
  server = await startPostgres(undefined, { unix_socket_directories: sockets });
  database = await createTestDatabase([], server.url);
  await database.sql.unsafe("drop table model_run_metrics, model_runs, models; create schema app");
  await database.sql.unsafe(`set search_path = app; ${SCHEMA}`);
  await database.sql.unsafe(`
    insert into app.models (name, type, class_name, features_ok, pipeline_ok)
    values ('iris', 'test', 'Test', true, true)`);
  ({ port, pathname: name } = new URL(database.url));
  name = name.slice(1);
  unusedPort = await freePort();
  silent = createServer(() => {});
  silentPort = await new Promise((resolve) => {
    silent.listen(0, "127.0.0.1", () => resolve((silent.address() as { port: number }).port));
  });
}, 60_000);
afterAll(async () => {
  silent.close();
  await database.drop();
  await server.stop();
});

/** Runs `--inspect 999`, whose message that there is no such run proves that the table was found. */
async function inspect(url: string, environment: Record<string, string> = {}) {
  const { code, stderr } = await runCommand(["--inspect", "999"], { DATABASE_URL: url, ...environment });
  return { code, lines: stderr.trimEnd().split("\n") };
}

const FOUND = { code: 1, lines: ["mlsvc: there is no run 999"] };

describe("the database is found by", () => {
  const login = "postgres:postgres";
  const app = "options=-c%20search_path=app";
  const urls: [what: string, url: () => string][] = [
    ["options with a search path", () => `postgres://${login}@127.0.0.1:${port}/${name}?${app}`],
    [
      "several options",
      () =>
        `postgres://${login}@127.0.0.1:${port}/${name}?options=-c%20work_mem=8MB%20--search-path=nowhere,app`,
    ],
    [
      "JDBC's currentSchema",
      () =>
        `jdbc:postgresql://127.0.0.1:${port}/${name}?user=postgres&password=postgres&currentSchema=nowhere,app&prepareThreshold=0`,
    ],
    [
      "the directory of a socket as a parameter",
      () => `postgresql://${login}@/${name}?host=${sockets}&port=${port}&${app}&sslmode=require`,
    ],
    [
      "the directory of a socket as the host",
      () => `postgresql://${login}@${encodeURIComponent(sockets)}:${port}/${name}?${app}`,
    ],
    [
      "hosts of which the first is away",
      () => `postgres://${login}@127.0.0.1:${unusedPort},127.0.0.1:${port}/${name}?${app}`,
    ],
    [
      "JDBC's hosts of which the first is silent, in the time of connectTimeout",
      () =>
        `jdbc:postgresql://127.0.0.1:${silentPort},127.0.0.1:${port}/${name}?user=postgres&password=postgres&currentSchema=app&targetServerType=primary&connectTimeout=1`,
    ],
    [
      "an address for a host that has no name",
      () => `postgres://${login}@no.such.host.invalid:${port}/${name}?hostaddr=127.0.0.1&${app}`,
    ],
  ];
  for (const [what, url] of urls) {
    test(what, async () => {
      const asked = performance.now();
      expect(await inspect(url())).toEqual(FOUND);
      // Less than the deadline of the database, 10 s.
      expect(performance.now() - asked).toBeLessThan(9000);
    });
  }

  test("only the schema that the URL names", async () => {
    const { code, lines } = await inspect(`postgres://${login}@127.0.0.1:${port}/${name}`);
    expect([code, lines]).toEqual([1, [expect.stringContaining('"model_runs" does not exist')]]);
  });

  test("a service, which trains and predicts over a socket with its application name", async () => {
    const url = `postgresql://${login}@/${name}?host=${sockets}&port=${port}&${app}&application_name=shop`;
    const service = await ServiceProcess.start({ DATABASE_URL: url });
    expect(service.logged("listening")?.database).toBe(`postgres@${sockets}:${port}/${name}`);
    const inApp = { ...database, createRun: createRunInApp, status: statusInApp };
    const run = await accept(inApp, service, QUICK);
    await untilStatus(inApp, run.id, "SUCCESS");
    const sessions = await waitFor("a session of the service", async () => {
      expect(await predictStatus(service, run)).toBe(200);
      const rows = await database.sql`
        select client_addr from pg_stat_activity where application_name = 'shop' and datname = current_database()`;
      return rows.length > 0 && rows;
    });
    expect(sessions[0]!.client_addr).toBeNull();
    expect(await service.stop()).toBe(0);
  });

  async function createRunInApp(model: string): Promise<number> {
    const [row] = await database.sql`
      insert into app.model_runs (model_id, run_date, run_status)
      select id, now(), 'CREATED' from app.models where name = ${model} returning id`;
    return row!.id;
  }

  async function statusInApp(runId: number): Promise<string> {
    const [row] = await database.sql`select run_status from app.model_runs where id = ${runId}`;
    return row!.run_status;
  }
});

describe("a wrong password", () => {
  test("is reported by the first server, without an attempt at the next", async () => {
    const { code, lines } = await inspect(
      `postgres://postgres:wrong@127.0.0.1:${port},127.0.0.1:${silentPort}/${name}`,
    );
    expect([code, lines]).toEqual([1, [expect.stringMatching(/password authentication failed/)]]);
  });

  test("is not replaced by PGPASSWORD: a URL without a password has none", async () => {
    const { code, lines } = await inspect(`postgres://postgres@127.0.0.1:${port}/${name}`, {
      PGPASSWORD: "postgres",
    });
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toMatch(/password/);
  });
});

describe("parameters that mlsvc does not understand", () => {
  const url = () =>
    `postgres://postgres:postgres@127.0.0.1:${port}/${name}?options=-c%20search_path=app&pgbouncer=s3cret&schema=s3cret`;
  const warning = "DATABASE_URL has parameters that mlsvc does not understand and ignores: pgbouncer, schema";

  test("are named on standard error by --inspect and --reconcile", async () => {
    expect(await inspect(url())).toEqual({ code: 1, lines: [`mlsvc: ${warning}`, ...FOUND.lines] });
    const { code, stdout, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: url() });
    expect([code, stderr]).toEqual([0, `mlsvc: ${warning}\n`]);
    expect(stdout).not.toContain("s3cret");
  });

  test("are named in the log at startup", async () => {
    const service = await ServiceProcess.start({ DATABASE_URL: url() });
    expect(service.logged(warning)).toMatchObject({ level: "warn" });
    expect(JSON.stringify(service.log)).not.toContain("s3cret");
    expect(await service.stop()).toBe(0);
  });
});

test("a password that is not percent-encoded is reported by every command on one line with exit code 2, and not repeated", async () => {
  for (const words of [[], ["--reconcile"], ["--inspect", "1"]]) {
    for (const password of ["s3@cret", "s3/cret", "s3?cret", "s3#cret"]) {
      const { code, stdout, stderr } = await runCommand(words, {
        DATABASE_URL: `postgres://postgres:${password}@127.0.0.1:${port}/${name}`,
        PORT: "0",
      });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^mlsvc: DATABASE_URL has an unencoded .*percent-encode it.*SPRING_DATASOURCE_PASSWORD\n$/,
      );
      expect(stderr).not.toContain("cret");
    }
  }
  const { code, lines } = await inspect(`postgres://postgres@127.0.0.1:${port}/${name}`, {
    SPRING_DATASOURCE_PASSWORD: "postgres",
  });
  expect([code, lines[0]]).toEqual([1, expect.stringContaining("does not exist")]);
});
