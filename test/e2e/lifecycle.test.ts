import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { LOCK_KEY_BASE } from "../../src/database/lock-key.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { SCHEMAS } from "../schemas.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset, slowIris } from "./data.ts";

const MODELS = ["iris", "ridge", "random_forest_classifier"];

describe.each(Object.entries(SCHEMAS))("with the %s schema", (_, schema) => {
  let database: TestDatabase;
  const services: ServiceProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase(MODELS, undefined, schema);
  });
  afterAll(async () => {
    for (const service of services) if (service.child.exitCode === null) await service.stop("SIGKILL");
    await database.drop();
  });

  async function start(environment: Record<string, string> = {}): Promise<ServiceProcess> {
    const service = await ServiceProcess.start({ DATABASE_URL: database.url, ...environment });
    services.push(service);
    return service;
  }

  /** Starts a training that takes minutes and waits until it is being fitted. */
  async function startSlow(service: ServiceProcess): Promise<number> {
    const id = await database.createRun("iris");
    expect((await service.train("iris", id, slowIris())).status).toBe(200);
    await waitFor("the fit to begin", async () => {
      const status = (await (await service.get(`/api/train?model_run_id=${id}`)).json()) as { state: string };
      return status.state === "running";
    });
    expect(await database.status(id)).toBe("RUNNING");
    return id;
  }

  /** Posts a training of `iris` for a run of `model` whose row is committed only after the response. Returns its id. */
  function trainUncommitted(service: ServiceProcess, model: string): Promise<number> {
    return database.sql.begin(async (transaction) => {
      const id = await database.createRun(model, transaction);
      expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
      return id;
    });
  }

  /** Waits until the run has ended and returns the response of `GET /api/train`. */
  function outcomeOf(service: ServiceProcess, id: number): Promise<object> {
    return waitFor("the outcome", async () => {
      const answer = (await (await service.get(`/api/train?model_run_id=${id}`)).json()) as { state: string };
      return answer.state === "finished" && answer;
    });
  }

  const connections = async () => {
    const [row] = await database.sql`
    select count(*)::int as n from pg_stat_activity where application_name like 'mlsvc%' and datname = current_database()`;
    return row!.n as number;
  };

  test("a run in training is a 409 when posted again, is FAILED at once when cancelled, and the next one trains", async () => {
    const service = await start();
    const id = await startSlow(service);
    expect((await service.train("iris", id, dataset("iris"))).status).toBe(409);
    const waiting = await database.createRun("iris");
    expect((await service.train("iris", waiting, dataset("iris"))).status).toBe(200);
    expect(await (await service.get(`/api/train?model_run_id=${waiting}`)).json()).toMatchObject({
      state: "waiting",
      position: 1,
    });
    expect((await service.delete(`/api/train?model_run_id=${id}`)).status).toBe(200);
    await waitFor("the cancelled run to fail", async () => (await database.status(id)) === "FAILED", 5000);
    expect(await database.metrics(id)).toMatchObject({ error_type: "cancelled" });
    await waitFor("the next run", async () => (await database.status(waiting)) === "SUCCESS");
    expect((await service.delete(`/api/train?model_run_id=${id}`)).status).toBe(404);
    await waitFor("an idle service to hold no connection", async () => (await connections()) === 0);
    expect(await service.stop()).toBe(0);
  });

  test("the status of a running fit has its iteration, the maximum, and the elapsed time", async () => {
    const service = await start();
    const id = await database.createRun("random_forest_classifier");
    const { features, labels } = dataset("breast_cancer");
    const body = { parameters: { n_estimators: 100_000 }, features, labels };
    expect((await service.train("random_forest_classifier", id, body)).status).toBe(200);
    const status = async () =>
      (await (await service.get(`/api/train?model_run_id=${id}`)).json()) as Record<string, number>;
    const first = await waitFor("an iteration", async () => {
      const answer = await status();
      return answer.iteration! > 0 && answer;
    });
    expect(first).toMatchObject({ state: "running", max_iterations: 100_000 });
    expect(first.estimated_remaining_seconds!).toBeGreaterThan(0);
    await waitFor("the next ones", async () => {
      const { iteration, elapsed_seconds } = await status();
      return iteration! > first.iteration! && elapsed_seconds! > first.elapsed_seconds!;
    });
    expect((await service.delete(`/api/train?model_run_id=${id}`)).status).toBe(200);
    await waitFor("the cancel", async () => (await database.status(id)) === "FAILED");
    expect(await service.stop()).toBe(0);
  });

  test("the queue is limited, and a waiting run can be cancelled", async () => {
    const service = await start({ TRAIN_QUEUE_LIMIT: "1" });
    const first = await startSlow(service);
    const second = await database.createRun("iris");
    const third = await database.createRun("iris");
    expect((await service.train("iris", second, dataset("iris"))).status).toBe(200);
    const full = await service.train("iris", third, dataset("iris"));
    expect(full.status).toBe(503);
    expect((await service.train("iris", second, dataset("iris"))).status).toBe(409);
    expect(full.headers.get("retry-after")).toBe("5");
    expect((await service.delete(`/api/train?model_run_id=${second}`)).status).toBe(200);
    expect(await database.status(second)).toBe("FAILED");
    expect((await service.delete(`/api/train?model_run_id=${first}`)).status).toBe(200);
    expect(await service.stop()).toBe(0);
    expect(await database.status(first)).toBe("FAILED");
  });

  test("a fit that takes too long is FAILED with timeout", async () => {
    const service = await start({ TRAIN_TIMEOUT_SECONDS: "1" });
    const id = await startSlow(service);
    await waitFor("the timeout", async () => (await database.status(id)) === "FAILED");
    expect(await database.metrics(id)).toMatchObject({ error_type: "timeout" });
    expect(await service.stop()).toBe(0);
  });

  test("SIGTERM marks running and waiting runs FAILED with shutdown after the grace period, and exits with 0", async () => {
    const service = await start({ SHUTDOWN_GRACE_SECONDS: "0" });
    const running = await startSlow(service);
    const waiting = await database.createRun("iris");
    expect((await service.train("iris", waiting, dataset("iris"))).status).toBe(200);
    expect(await service.stop()).toBe(0);
    for (const id of [running, waiting]) {
      expect(await database.status(id)).toBe("FAILED");
      expect(await database.metrics(id)).toMatchObject({ error_type: "shutdown" });
    }
  });

  test("during the grace period new runs are refused and ready gives the reason, and a second signal ends it", async () => {
    const service = await start({ SHUTDOWN_GRACE_SECONDS: "600" });
    const id = await startSlow(service);
    service.child.kill("SIGTERM");
    const ready = await waitFor("unready", async () => {
      const response = await service.get("/api/health/ready");
      return response.status === 503 && ((await response.json()) as { detail: string });
    });
    expect(ready.detail).toContain("shutting down");
    const refused = await service.train("iris", await database.createRun("iris"), dataset("iris"));
    expect(refused.status).toBe(503);
    await waitFor("a signal more than a second after the first to end the grace", () => {
      service.child.kill("SIGTERM");
      return service.logged("second signal: the grace ends now");
    });
    expect(await service.child.exited).toBe(0);
    expect(await database.status(id)).toBe("FAILED");
  });

  test("a run whose process was killed is marked FAILED by the next start and by --reconcile, and a live one is left alone", async () => {
    const living = await start();
    const alive = await startSlow(living);
    const killed = await start();
    const dead = await startSlow(killed);
    await killed.stop("SIGKILL");
    const { code, stdout } = await runCommand(["--reconcile"], { DATABASE_URL: database.url });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`dead runs set to FAILED: ${dead}`)]);
    expect(await database.metrics(dead)).toMatchObject({ error_type: "interrupted" });
    const second = await start();
    const dead2 = await startSlow(second);
    await second.stop("SIGKILL");
    const third = await start();
    expect(await database.status(dead2)).toBe("FAILED");
    expect(await database.status(alive)).toBe("RUNNING");
    expect(await third.stop()).toBe(0);
    await living.delete(`/api/train?model_run_id=${alive}`);
    expect(await living.stop()).toBe(0);
  });

  test("the service waits for a row that is committed after the call", async () => {
    const service = await start();
    const id = await trainUncommitted(service, "iris");
    await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
    expect(await service.stop()).toBe(0);
  });

  test("the service gives up on a row that never appears, with an error in the log", async () => {
    const service = await start({ RUN_ROW_TIMEOUT_SECONDS: "1" });
    const id = 1_900_000_000;
    expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
    const next = await database.createRun("iris");
    expect((await service.train("iris", next, dataset("iris"))).status).toBe(200);
    await waitFor("the next run", async () => (await database.status(next)) === "SUCCESS");
    const line = await waitFor("the log line", () =>
      service.log.find((each) => each.error_type === "not_found"),
    );
    expect(line).toMatchObject({ level: "error", run_id: id, model: "iris", msg: "training failed" });
    const outcome = await outcomeOf(service, id);
    expect(outcome).toMatchObject({ run_status: "FAILED", error_type: "not_found" });
    expect((outcome as { error_message: string }).error_message).toMatch(
      /no row with id 1900000000 .* within 1 s/,
    );
    expect(await service.stop()).toBe(0);
  });

  test("a late row of another model is left alone, and the run fails only in memory", async () => {
    const service = await start();
    const id = await trainUncommitted(service, "ridge");
    const outcome = await outcomeOf(service, id);
    expect(outcome).toMatchObject({ run_status: "FAILED", error_type: "invalid" });
    expect(await database.status(id)).toBe("CREATED");
    expect(await database.metrics(id)).toEqual({});
    expect(await service.stop()).toBe(0);
  });

  test("a trained run predicts, and after a retrain with the new pipeline", async () => {
    const service = await start();
    const id = await database.createRun("iris");
    const { features, labels } = dataset("iris");
    const predicted = async () => {
      const answer = await service.post(`/api/predict?model_run_id=${id}`, {
        features: features.slice(0, 1),
      });
      return ((await answer.json()) as { predictions: string[] }).predictions[0];
    };
    expect((await service.train("iris", id, { features, labels })).status).toBe(200);
    await waitFor("the run", async () => (await database.status(id)) === "SUCCESS");
    expect(await database.metrics(id)).toMatchObject({ n_rows: "150" });
    const before = await predicted();
    const renamed = labels.map(({ species }) => ({ species: `new ${species}` }));
    expect((await service.train("iris", id, { features, labels: renamed })).status).toBe(200);
    await waitFor("the retrain", async () => (await predicted()) === `new ${before}`);
    expect(await database.metrics(id)).toMatchObject({ n_rows: "150" });
    expect(await service.stop()).toBe(0);
  });

  test("the lock is taken again after its connection was killed, and the run succeeds", async () => {
    const service = await start();
    const id = await startSlow(service);
    const next = await database.createRun("iris");
    expect((await service.train("iris", next, dataset("iris"))).status).toBe(200);
    const [holder] = await database.lockHolders(next);
    await database.sql`select pg_terminate_backend(${holder!})`;
    await waitFor("the lock to be won back", async () => {
      const [now] = await database.lockHolders(next);
      return now !== undefined && now !== holder;
    });
    await service.delete(`/api/train?model_run_id=${id}`);
    await waitFor("the run", async () => (await database.status(next)) === "SUCCESS");
    expect(await database.status(id)).toBe("FAILED");
    expect(await service.stop()).toBe(0);
  });

  test("nothing more is written to a run whose lock another process has taken", async () => {
    const service = await start();
    const id = await startSlow(service);
    const other = await database.sql.reserve();
    const [holder] = await database.lockHolders(id);
    // The other session waits for the lock, and gets it as soon as its holder has gone.
    const taken = other`select pg_advisory_lock(${LOCK_KEY_BASE}::bigint + ${id}::bigint)`.execute();
    await waitFor("the other session to wait", async () => {
      const [row] = await database.sql`
      select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
      return row!.n === 1;
    });
    await database.sql`select pg_terminate_backend(${holder!})`;
    await taken;
    const outcome = await waitFor("the run to be given up", async () => {
      const answer = await (await service.get(`/api/train?model_run_id=${id}`)).json();
      return (answer as { state: string }).state === "finished" && answer;
    });
    expect(outcome).toMatchObject({ run_status: null, error_type: "interrupted" });
    expect(await database.status(id)).toBe("RUNNING");
    expect(await database.metrics(id)).toEqual({});
    await other`select pg_advisory_unlock_all()`;
    other.release();
    expect((await runCommand(["--reconcile"], { DATABASE_URL: database.url })).code).toBe(0);
    expect(await database.status(id)).toBe("FAILED");
    expect(await service.stop()).toBe(0);
  });
});
