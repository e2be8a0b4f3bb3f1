import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, SCHEMA, type TestDatabase } from "../database.ts";
import { stateOf, untilFitting, untilStatus } from "../faults/fault-bed.ts";
import { PostgresServer } from "../faults/postgres-server.ts";
import { accept, predictStatus } from "../faults/promises.ts";
import { ENDLESS, FAULT_MODELS, QUICK } from "../faults/trainings.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { PGBOUNCER, PgBouncer, type PoolMode } from "./pgbouncer.ts";

if (PGBOUNCER === null)
  console.log("no PgBouncer on this machine (Debian's package pgbouncer): its tests are left out");

const SETTINGS: Record<string, number>[] = [{}, { server_round_robin: 1 }];

/** The message about a pool that changes the server connection between transactions. */
const BY_TRANSACTION =
  /the connection pooler at 127\.0\.0\.1:\d+ .*pool_mode=session, or the URL of the server/;

// Continuous integration installs PgBouncer (.ci/run); without it, these tests are skipped.
describe.skipIf(PGBOUNCER === null)("through PgBouncer", () => {
  let server: PostgresServer;
  let database: TestDatabase;
  const bouncers: PgBouncer[] = [];
  const services: ServiceProcess[] = [];

  beforeAll(async () => {
    server = await PostgresServer.create();
    database = await createTestDatabase(FAULT_MODELS, server.url);
  }, 60_000);
  afterEach(async () => {
    for (const service of services.splice(0)) await service.stop("SIGKILL");
    for (const bouncer of bouncers.splice(0)) await bouncer.stop();
  });
  afterAll(async () => {
    await database?.drop();
    await server?.remove();
  });

  async function bounce(mode: PoolMode, settings: Record<string, string | number> = {}): Promise<PgBouncer> {
    const bouncer = await PgBouncer.start(server.url, mode, settings);
    bouncers.push(bouncer);
    return bouncer;
  }

  async function serve(url: string, ready = true): Promise<ServiceProcess> {
    const service = await ServiceProcess.start({ DATABASE_URL: url, DATABASE_TIMEOUT_SECONDS: "3" }, ready);
    services.push(service);
    return service;
  }

  /** Returns the number of sessions that hold an advisory lock of any run. */
  async function holders(): Promise<number> {
    const [row] = await database.sql`
      select count(*)::int as n from pg_locks where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())`;
    return row!.n;
  }

  /** Returns a run of `QUICK` that was trained by a service with a direct connection to the server. */
  async function trainedDirectly() {
    const direct = await serve(database.url);
    const run = await accept(database, direct, QUICK);
    await untilStatus(database, run.id, "SUCCESS");
    expect(await direct.stop()).toBe(0);
    return run;
  }

  describe.each(SETTINGS)("in session mode (%p)", (settings) => {
    test("reconciles, trains, predicts, cancels and retrains", async () => {
      const url = (await bounce("session", settings)).through(database.url);
      const reconciled = await runCommand(["--reconcile"], { DATABASE_URL: url });
      expect(reconciled).toMatchObject({ code: 0, stderr: "" });
      expect(reconciled.stdout).toMatch(/^iris +available/m);

      const service = await serve(url);
      const run = await accept(database, service, QUICK);
      await untilStatus(database, run.id, "SUCCESS");
      expect(await predictStatus(service, run)).toBe(200);

      const cancelled = await accept(database, service, ENDLESS);
      await untilFitting(service, cancelled.id);
      expect(await holders()).toBe(1);
      expect((await service.delete(`/api/train?model_run_id=${cancelled.id}`)).status).toBe(200);
      await untilStatus(database, cancelled.id, "FAILED");
      expect(await database.metrics(cancelled.id)).toMatchObject({ error_type: "cancelled" });

      expect((await service.train(QUICK.model, cancelled.id, QUICK.body)).status).toBe(200);
      await untilStatus(database, cancelled.id, "SUCCESS");
      expect(await predictStatus(service, cancelled)).toBe(200);
      await waitFor("no lock", async () => (await holders()) === 0);
      expect(await service.stop()).toBe(0);
    });

    test("the lock of a run excludes a second service, and is released when its service is killed", async () => {
      const url = (await bounce("session", settings)).through(database.url);
      const [one, other] = [await serve(url), await serve(url)];
      const run = await accept(database, one, ENDLESS);
      await untilFitting(one, run.id);
      const refused = await other.train(QUICK.model, run.id, QUICK.body);
      expect([refused.status, await refused.text()]).toEqual([
        409,
        expect.stringContaining("another process"),
      ]);
      await one.stop("SIGKILL");
      const next = await accept(database, other, QUICK);
      await untilStatus(database, next.id, "SUCCESS");
      await untilStatus(database, run.id, "FAILED");
      expect(await database.metrics(run.id)).toMatchObject({ error_type: "interrupted" });
      expect(await other.stop()).toBe(0);
    });
  });

  test("a pool that is too small for mlsvc is named", async () => {
    const url = (await bounce("session", { default_pool_size: 1 })).through(database.url);
    const service = await serve(url, false);
    await waitFor("the reason", async () => {
      const answer = await service.get("/api/health/ready");
      return answer.status === 503 && (await answer.text()).includes("default_pool_size");
    });
    expect(await service.stop()).toBe(0);
  });

  describe.each([...SETTINGS, { default_pool_size: 1 }])("in transaction mode (%p)", (settings) => {
    test("--reconcile works and warns that runs cannot be trained", async () => {
      const url = (await bounce("transaction", settings)).through(database.url);
      const [model] = await database.sql`
        update models set pipeline_ok = false where name = 'iris' returning id`;
      const { code, stdout, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: url });
      expect([code, stdout, stderr]).toEqual([
        0,
        expect.stringMatching(/^iris +available/m),
        expect.stringMatching(BY_TRANSACTION),
      ]);
      const [row] = await database.sql`select pipeline_ok from models where id = ${model!.id}`;
      expect(row!.pipeline_ok).toBe(true);
    });

    test("predictions work, no run is accepted, and ready says what to change", async () => {
      const trained = await trainedDirectly();
      const url = (await bounce("transaction", settings)).through(database.url);
      const service = await serve(url, false);
      await waitFor("the reason", async () => {
        const answer = await service.get("/api/health/ready");
        return answer.status === 503 && BY_TRANSACTION.test(await answer.text());
      });
      const statuses = await Promise.all(Array.from({ length: 12 }, () => predictStatus(service, trained)));
      expect(new Set(statuses)).toEqual(new Set([200]));
      const id = await database.createRun(QUICK.model);
      const refused = await service.train(QUICK.model, id, QUICK.body);
      expect([refused.status, await refused.text()]).toEqual([503, expect.stringMatching(BY_TRANSACTION)]);
      expect(await database.status(id)).toBe("CREATED");
      expect(await holders()).toBe(0);
      expect(await service.stop()).toBe(0);
    });
  });

  test("in transaction mode no setting of mlsvc remains on a connection for other clients", async () => {
    const trained = await trainedDirectly();
    const bouncer = await bounce("transaction", { default_pool_size: 3 });
    const url = bouncer.through(database.url);
    const service = await serve(`${url}?options=-c%20work_mem=123MB`, false);
    expect(await predictStatus(service, trained)).toBe(200);
    const application = postgres(url, { max: 3, prepare: false, fetch_types: false, connection: {} });
    const seen = await Promise.all(
      Array.from(
        { length: 9 },
        () => application`
        select current_setting('statement_timeout') as timeout, current_setting('work_mem') as memory,
               pg_sleep(0.02)`,
      ),
    );
    await application.end({ timeout: 5 });
    expect(new Set(seen.map(([row]) => `${row!.timeout} ${row!.memory}`))).toEqual(new Set(["0 4MB"]));
    expect(await service.stop()).toBe(0);
  });

  test("a service becomes ready by itself once the pool is in session mode", async () => {
    const bouncer = await bounce("transaction");
    const service = await serve(bouncer.through(database.url), false);
    await waitFor("an attempt", () => service.log.find(({ err }) => BY_TRANSACTION.test(String(err))));
    bouncer.reconfigure("session");
    await waitFor("readiness", async () => (await service.get("/api/health/ready")).ok);
    const run = await accept(database, service, QUICK);
    await untilStatus(database, run.id, "SUCCESS");
    expect(await service.stop()).toBe(0);
  });

  test("a pool that changed to transaction mode while the service was idle is detected by the lock connection", async () => {
    const bouncer = await bounce("session");
    const service = await serve(bouncer.through(database.url));
    const first = await accept(database, service, QUICK);
    await untilStatus(database, first.id, "SUCCESS");
    await waitFor("the lock to be let go", async () => (await stateOf(service, first.id)) === "finished");
    bouncer.reconfigure("transaction");
    await waitFor("a refusal", async () => {
      const id = await database.createRun(QUICK.model);
      const answer = await service.train(QUICK.model, id, QUICK.body);
      return answer.status === 503 && BY_TRANSACTION.test(await answer.text());
    });
    expect(await predictStatus(service, first)).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  test("in statement mode a command says what to change", async () => {
    const url = (await bounce("statement")).through(database.url);
    const { code, stderr } = await runCommand(["--inspect", "1"], { DATABASE_URL: url });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/pool_mode=statement.*pool_mode=session/)]);
  });

  describe.each(["session", "transaction"] as const)("in %s mode", (mode) => {
    test("the tables are found in the schema of the URL", async () => {
      const other = await createTestDatabase([], server.url);
      await other.sql.unsafe(`drop table model_run_metrics, model_runs, models; create schema "my app"`);
      await other.sql.unsafe(`set search_path = "my app"; ${SCHEMA}`);
      const url = new URL((await bounce(mode)).through(other.url));
      for (const [name, value] of [
        ["currentSchema", '"my app"'],
        ["options", '-c search_path="my\\ app"'],
      ]) {
        url.search = `${name}=${encodeURIComponent(value!)}`;
        const { code, stderr } = await runCommand(["--inspect", "1"], { DATABASE_URL: url.href });
        expect([code, stderr]).toEqual([1, "mlsvc: there is no run 1\n"]);
      }
      await other.drop();
    });
  });
});
