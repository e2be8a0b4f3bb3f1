import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { FaultBed, stateOf, untilFitting, untilStatus } from "./fault-bed.ts";
import { accept, predictStatus } from "./promises.ts";
import { report, sampled } from "./scale.ts";
import { BULKY, ENDLESS, FAULT_MODELS, QUICK } from "./trainings.ts";

/** Short, because most of these tests wait for it. */
const DATABASE_TIMEOUT_SECONDS = 1;
/** The longest wait for an answer: the deadline of the service, and some time for a busy machine. */
const DEADLINE_MS = DATABASE_TIMEOUT_SECONDS * 1000 + 2000;

let bed: FaultBed;
beforeAll(async () => {
  bed = await FaultBed.create(FAULT_MODELS);
}, 60_000);
afterAll(async () => {
  report("networks lost at a statement", figures);
  await bed.close();
});

const figures = { statements: 0, "answers in time": 0, "slowest ms": 0 };

function start(ready = true): Promise<ServiceProcess> {
  return bed.start({ DATABASE_TIMEOUT_SECONDS: String(DATABASE_TIMEOUT_SECONDS) }, ready);
}

/** Returns the result of `ask`, and expects it in time. */
async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  const asked = performance.now();
  const answer = await ask();
  const milliseconds = performance.now() - asked;
  expect(milliseconds).toBeLessThan(DEADLINE_MS);
  figures["answers in time"]++;
  figures["slowest ms"] = Math.max(figures["slowest ms"], Math.round(milliseconds));
  return answer;
}

async function post(service: ServiceProcess, runId: number): Promise<[status: number, body: string]> {
  const answer = await service.train(QUICK.model, runId, QUICK.body);
  return [answer.status, await answer.text()];
}

/** Makes the network go black when a statement matches `words`. */
async function lose(words: RegExp, lost: "before" | "after"): Promise<void> {
  await bed.network.goBlackAt(words, lost);
  figures.statements++;
}

/** Returns the outcome of a run from the memory of the service. */
async function outcomeOf(service: ServiceProcess, runId: number): Promise<unknown> {
  return (await service.get(`/api/train?model_run_id=${runId}`)).json();
}

/** Either the statement is lost, or its answer. */
const LOST = [
  ["before", 0],
  ["after", 1],
] as const;

describe.each(LOST)("a network that goes black %s a statement arrived", (lost, first) => {
  test.each(
    sampled(
      [
        ["of the reconcile", /update models m set pipeline_ok/],
        ["that reads the models", /select name from models/],
        ["that looks for dead runs", /from pg_locks l/],
      ],
      first,
    ),
  )("%s delays the start; the service is ready once the network is back", async (_, words) => {
    const black = lose(words, lost);
    const service = await start(false);
    await black;
    expect((await inTime(() => service.get("/api/health"))).status).toBe(200);
    await waitFor("the attempt to be given up", () =>
      service.logged("the first reconcile failed; trying again"),
    );
    expect((await service.get("/api/health/ready")).status).toBe(503);
    bed.network.restore();
    await waitFor("readiness", async () => (await service.get("/api/health/ready")).ok);
    expect(await service.stop()).toBe(0);
  });

  test.each(
    sampled(
      [
        ["that looks up model and run", /m\.id is not null as registered/],
        ["that takes the run's lock", /pg_try_advisory_lock/],
        ["that begins a transaction", /begin; set local/],
        ["that sets the run to RUNNING", /set run_status = 'RUNNING'/],
        ["that commits RUNNING", /commit/],
      ],
      first,
    ),
  )("%s makes the call a 503 in time; posted again, the run is trained", async (_, words) => {
    const service = await start();
    const runId = await bed.database.createRun(QUICK.model);
    const black = lose(words, lost);
    const [refused] = await Promise.all([inTime(() => post(service, runId)), black]);
    expect(refused).toEqual([503, expect.stringContaining("the database cannot be used")]);
    bed.network.restore();
    // It may take another call to discover a connection that broke silently.
    await waitFor("the run to be taken", async () => {
      const [status, body] = await post(service, runId);
      expect([status, body]).not.toEqual([409, expect.any(String)]);
      return status === 200;
    });
    await untilStatus(bed.database, runId, "SUCCESS");
    expect(await service.stop()).toBe(0);
  });

  test.each(
    sampled(
      [
        ["that begins the final write", /begin; set local/],
        ["that writes the result", /set run_status = 'SUCCESS'/],
        ["that writes the metrics", /insert into model_run_metrics/],
        ["that commits them", /commit/],
      ],
      first,
    ),
  )("%s delays the run's end until the network is back", async (_, words) => {
    const service = await start();
    const run = await accept(bed.database, service, BULKY);
    await untilFitting(service, run.id);
    await lose(words, lost);
    await waitFor("the attempt to be given up", () => service.logged("storing a run failed; trying again"));
    bed.network.restore();
    await untilStatus(bed.database, run.id, "SUCCESS");
    await waitFor("the service to know", async () => (await stateOf(service, run.id)) === "finished");
    expect(await outcomeOf(service, run.id)).toMatchObject({ run_status: "SUCCESS", error_type: null });
    expect(await bed.database.metrics(run.id)).toMatchObject({ n_rows: "4000" });
    expect(await predictStatus(service, run)).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  test("that writes a failure delays its end, and the service knows how the run ended", async () => {
    const service = await start();
    const run = await accept(bed.database, service, ENDLESS);
    await untilFitting(service, run.id);
    const black = lose(/commit/, lost);
    expect((await service.delete(`/api/train?model_run_id=${run.id}`)).status).toBe(200);
    await black;
    await waitFor("the attempt to be given up", () => service.logged("storing a run failed; trying again"));
    bed.network.restore();
    await waitFor("the service to know", async () => (await stateOf(service, run.id)) === "finished");
    expect(await outcomeOf(service, run.id)).toMatchObject({ run_status: "FAILED", error_type: "cancelled" });
    expect(await bed.database.metrics(run.id)).toMatchObject({ error_type: "cancelled" });
    expect(await service.stop()).toBe(0);
  });

  test("that reads a pipeline makes a prediction a 503 in time, and 200 once the network is back", async () => {
    const service = await start();
    const run = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, run.id, "SUCCESS");
    const black = lose(/octet_length\(run_result\)/, lost);
    const [status] = await Promise.all([inTime(() => predictStatus(service, run)), black]);
    expect(status).toBe(503);
    const many = Array.from({ length: 30 }, () => inTime(() => predictStatus(service, run)));
    expect(new Set(await Promise.all(many))).toEqual(new Set([503]));
    bed.network.restore();
    expect(await predictStatus(service, run)).toBe(200);
    expect(await service.stop()).toBe(0);
  });
});

describe("a server behind a proxy that accepts connections and ends them at once", () => {
  test("is away: predictions are 503 without many attempts, and 200 soon after it is back", async () => {
    const service = await start();
    const run = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, run.id, "SUCCESS");
    bed.network.hangUp();
    const before = bed.network.opened;
    expect(await inTime(() => predictStatus(service, run))).toBe(503);
    expect(bed.network.opened - before).toBeLessThan(20);
    bed.network.restore();
    expect(await predictStatus(service, run)).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  test("only delays the end of a run", async () => {
    const service = await start();
    const said = bed.network.whenSaid(/set run_status = 'SUCCESS'/);
    const run = await accept(bed.database, service, BULKY);
    await said;
    bed.network.hangUp();
    await waitFor("the attempt to be given up", () => service.logged("storing a run failed; trying again"));
    bed.network.restore();
    await untilStatus(bed.database, run.id, "SUCCESS");
    expect(await predictStatus(service, run)).toBe(200);
    expect(await service.stop()).toBe(0);
  });
});
