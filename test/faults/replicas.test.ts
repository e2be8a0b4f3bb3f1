import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { SCHEMAS, type SchemaName } from "../schemas.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { FaultBed, isAlive, stateOf, untilFitting, untilStatus } from "./fault-bed.ts";
import { accept, predictStatus } from "./promises.ts";
import { ROUNDS, report } from "./scale.ts";
import { BULKY, ENDLESS, FAULT_MODELS, QUICK } from "./trainings.ts";

let bed: FaultBed;
let replicas: ServiceProcess[] = [];
afterEach(async () => {
  for (const replica of replicas) if (isAlive(replica)) expect(await replica.stop()).toBe(0);
});
afterAll(() => report("replicas", figures));

/** The time limit for all rounds of a test on a busy machine. */
const ROUNDS_MS = 10_000 + ROUNDS * 5000;

const figures = { "runs posted to all": 0, "trained once": 0, retrains: 0, "stale predictions": 0 };

async function startReplicas(count: number): Promise<ServiceProcess[]> {
  replicas = await Promise.all(
    Array.from({ length: count }, () => bed.start({ SHUTDOWN_GRACE_SECONDS: "0" })),
  );
  return replicas;
}

/** Returns the prediction for the first row of the run. */
async function predictionOf(replica: ServiceProcess, runId: number): Promise<unknown> {
  const answer = await replica.post(`/api/predict?model_run_id=${runId}`, { features: QUICK.rows });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { predictions: unknown[] }).predictions[0];
}

/** Resolves as soon as the row says SUCCESS, without a pause between two checks. */
async function untilSuccess(runId: number): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const status = await bed.database.status(runId);
    if (status === "SUCCESS") return;
    if (status === "FAILED" || Date.now() > until) throw new Error(`run ${runId} is ${status}`);
  }
}

const CASES: [SchemaName, number][] = [
  ["integer", 2],
  ["integer", 3],
  ["bigint", 2],
];

describe.each(CASES)("on one database with the %s schema, %d replicas", (schema, count) => {
  beforeAll(async () => {
    bed = await FaultBed.create(FAULT_MODELS, SCHEMAS[schema]);
  }, 60_000);
  afterAll(() => bed.close());

  test(
    "a run posted to all at once is trained by one of them and is a 409 of the others",
    async () => {
      const all = await startReplicas(count);
      for (let round = 0; round < ROUNDS; round++) {
        const id = await bed.database.createRun(BULKY.model);
        figures["runs posted to all"]++;
        const answers = await Promise.all(all.map((replica) => replica.train(BULKY.model, id, BULKY.body)));
        const statuses = answers.map(({ status }) => status).sort();
        expect(statuses).toEqual([200, ...Array.from({ length: count - 1 }, () => 409)]);
        await untilStatus(bed.database, id, "SUCCESS");
        const trained = await Promise.all(all.map((replica) => stateOf(replica, id)));
        expect(trained.filter((state) => state !== undefined)).toHaveLength(1);
        figures["trained once"]++;
      }
    },
    ROUNDS_MS,
  );

  test(
    "a run whose row says SUCCESS is trained again at once, through the same replica or another",
    async () => {
      const all = await startReplicas(count);
      const { id } = await accept(bed.database, all[0]!, QUICK);
      for (let round = 0; round < 5 * ROUNDS; round++) {
        // Nothing in between: the call follows the commit as closely as possible.
        await untilSuccess(id);
        expect((await all[round % count]!.train(QUICK.model, id, QUICK.body)).status).toBe(200);
      }
      await untilStatus(bed.database, id, "SUCCESS");
    },
    ROUNDS_MS,
  );

  test("different runs posted to each are trained at the same time", async () => {
    const all = await startReplicas(count);
    const runs = await Promise.all(all.map((replica) => accept(bed.database, replica, ENDLESS)));
    await Promise.all(all.map((replica, i) => untilFitting(replica, runs[i]!.id)));
    for (const { id } of runs) expect(await bed.database.status(id)).toBe("RUNNING");
  });

  test("a run that one of them trains is a 409 of another, which cannot cancel it", async () => {
    const [one, other] = await startReplicas(count);
    const { id } = await accept(bed.database, one!, ENDLESS);
    expect((await other!.train(QUICK.model, id, QUICK.body)).status).toBe(409);
    expect((await other!.delete(`/api/train?model_run_id=${id}`)).status).toBe(404);
    expect(await bed.database.status(id)).toBe("RUNNING");
  });

  test("one is killed: the next start marks its runs FAILED and leaves those of the others alone", async () => {
    const [killed, ...living] = await startReplicas(count);
    const dead = [await accept(bed.database, killed!, ENDLESS), await accept(bed.database, killed!, QUICK)];
    const alive = await Promise.all(living.map((replica) => accept(bed.database, replica, ENDLESS)));
    await killed!.stop("SIGKILL");
    const started = await bed.start();
    for (const { id } of dead) {
      await untilStatus(bed.database, id, "FAILED");
      expect(await bed.database.metrics(id)).toMatchObject({ error_type: "interrupted" });
    }
    for (const { id } of alive) expect(await bed.database.status(id)).toBe("RUNNING");
    expect(await started.stop()).toBe(0);
  });

  test("one is killed: the next training of another marks its runs FAILED", async () => {
    const [killed, living] = await startReplicas(count);
    const { id } = await accept(bed.database, killed!, ENDLESS);
    await killed!.stop("SIGKILL");
    const next = await accept(bed.database, living!, QUICK);
    await untilStatus(bed.database, next.id, "SUCCESS");
    await untilStatus(bed.database, id, "FAILED");
  });

  test(
    "after a retrain through one, all predict with the new pipeline at once",
    async () => {
      const all = await startReplicas(count);
      const { id } = await accept(bed.database, all[0]!, QUICK);
      await untilStatus(bed.database, id, "SUCCESS");
      const { features, labels } = QUICK.body;
      for (let round = 0; round < ROUNDS; round++) {
        // Every species has a new name, so that a prediction shows which training it comes from.
        const renamed = labels.map(({ species }) => ({ species: `${species} ${round}` }));
        for (const replica of all) await predictionOf(replica, id);
        const retrainer = all[round % count]!;
        expect((await retrainer.train(QUICK.model, id, { features, labels: renamed })).status).toBe(200);
        await waitFor("the retrain", async () => (await stateOf(retrainer, id)) === "finished");
        figures.retrains++;
        const predicted = await Promise.all(all.map((replica) => predictionOf(replica, id)));
        const stale = predicted.filter((name) => !String(name).endsWith(` ${round}`));
        figures["stale predictions"] += stale.length;
        expect(stale).toEqual([]);
      }
    },
    ROUNDS_MS,
  );

  test("the server restarts while all of them train: no run is taken for dead", async () => {
    const all = await startReplicas(count);
    const bulky = await Promise.all(all.map((replica) => accept(bed.database, replica, BULKY)));
    const quick = await Promise.all(all.map((replica) => accept(bed.database, replica, QUICK)));
    await bed.server.stop("immediate");
    await bed.server.start();
    for (const { id } of [...bulky, ...quick]) await untilStatus(bed.database, id, "SUCCESS");
    for (const replica of all) expect(await predictStatus(replica, bulky[0]!)).toBe(200);
  });
});
