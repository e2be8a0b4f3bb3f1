import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PGBOUNCER } from "../e2e/pgbouncer.ts";
import { waitFor } from "../wait.ts";
import { BalancedBed } from "./balanced-bed.ts";
import { untilFitting, untilStatus } from "./fault-bed.ts";
import { HAPROXY } from "./haproxy.ts";
import { ROUNDS, report } from "./scale.ts";
import { Stream } from "./stream.ts";
import { BULKY, ENDLESS, FAULT_MODELS, QUICK, type Training } from "./trainings.ts";

const CAN_RUN = HAPROXY !== null && PGBOUNCER !== null;
if (!CAN_RUN)
  console.log(
    "no HAProxy or no PgBouncer on this machine (Debian's packages haproxy and pgbouncer): replicas behind a balancer are left out",
  );

/** Callers of predictions at the same time. */
const CALLERS = 12;
/** Runs that are posted at once: enough for the hash of their ids to reach every replica. */
const RUNS = 15;

/** A training whose body fits into a buffer of HAProxy, so that one that was refused goes to another replica. */
const SMALL: Training = {
  ...QUICK,
  body: {
    features: QUICK.body.features.filter((_, i) => i % 3 === 0),
    labels: QUICK.body.labels.filter((_, i) => i % 3 === 0),
  },
};

// Continuous integration installs both (.ci/run); without them, these tests are skipped.
describe.skipIf(!CAN_RUN)("three replicas behind HAProxy, with PgBouncer before PostgreSQL", () => {
  const figures: Record<string, number> = {};
  let bed: BalancedBed;

  beforeAll(async () => {
    bed = await BalancedBed.create(FAULT_MODELS);
  }, 60_000);
  afterAll(async () => {
    report("replicas behind a balancer", figures);
    expect(await bed?.close()).toEqual([0, 0, 0]);
  }, 60_000);

  /** Creates a run and posts it to the balancer; returns its id, and expects it to be accepted. */
  async function accept(training: Training): Promise<number> {
    const id = await bed.database.createRun(training.model);
    const answer = await bed.train(id, training);
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
    return id;
  }

  async function trained(training = QUICK): Promise<number> {
    const id = await accept(training);
    await untilStatus(bed.database, id, "SUCCESS");
    return id;
  }

  async function untilEnded(runId: number): Promise<void> {
    const ended = async () => ["SUCCESS", "FAILED"].includes(await bed.database.status(runId));
    await waitFor(`run ${runId} to end`, ended);
  }

  /** Predicts through the balancer. Returns the status and, if it is 200, the first prediction. */
  async function predict(runId: number): Promise<[status: number, prediction?: unknown]> {
    const answer = await bed.fetch("POST", `/api/predict?model_run_id=${runId}`, { features: QUICK.rows });
    const body = (await answer.json()) as { predictions?: unknown[] };
    return [answer.status, body.predictions?.[0]];
  }

  /** Starts a stream of predictions. */
  function predictions(runId: number): Stream<number> {
    return new Stream(CALLERS, async () => (await predict(runId))[0]);
  }

  /** Returns how many requests for predictions a replica has answered, by its log. */
  function answered(replica: number): number {
    return bed.replicas[replica]!.log.filter(({ route }) => route === "/api/predict").length;
  }

  test("trainings are spread over the replicas, and each run is trained once; GET and DELETE find it", async () => {
    const ids = await Promise.all(Array.from({ length: RUNS }, () => accept(QUICK)));
    const owners = await Promise.all(ids.map((id) => bed.replicasOf(id)));
    expect(owners.filter((replicas) => replicas.length !== 1)).toEqual([]);
    expect(new Set(owners.flat())).toEqual(new Set([0, 1, 2]));
    for (const id of ids) {
      await untilStatus(bed.database, id, "SUCCESS");
      await waitFor("the status", async () => {
        const answer = await bed.fetch("GET", `/api/train?model_run_id=${id}`);
        return ((await answer.json()) as { run_status?: string }).run_status === "SUCCESS";
      });
    }
    const done = bed.replicas.flatMap(({ log }) => log.filter(({ msg }) => msg === "training done"));
    expect(done.map(({ run_id }) => Number(run_id)).sort((a, b) => a - b)).toEqual(
      ids.toSorted((a, b) => a - b),
    );
    figures["runs trained once"] = done.length;

    const endless = await accept(ENDLESS);
    expect((await bed.train(endless, QUICK)).status).toBe(409);
    expect((await bed.fetch("DELETE", `/api/train?model_run_id=${endless}`)).status).toBe(200);
    await untilStatus(bed.database, endless, "FAILED");
  });

  test("a retrained run is served at once by all: no prediction after SUCCESS is of the run before", async () => {
    const id = await trained();
    const { features, labels } = QUICK.body;
    let stale = 0;
    for (let round = 0; round < 2 * ROUNDS; round++) {
      // Every species has a new name, so that a prediction shows which training it comes from.
      const renamed = labels.map(({ species }) => ({ species: `${species} ${round}` }));
      expect((await bed.train(id, { ...QUICK, body: { features, labels: renamed } })).status).toBe(200);
      await untilStatus(bed.database, id, "SUCCESS");
      const answers = await Promise.all(Array.from({ length: CALLERS }, () => predict(id)));
      expect(answers.map(([status]) => status)).toEqual(answers.map(() => 200));
      stale += answers.filter(([, prediction]) => !String(prediction).endsWith(` ${round}`)).length;
    }
    figures.retrains = 2 * ROUNDS;
    figures["stale predictions"] = stale;
    expect(stale).toBe(0);
  });

  test("a replica is killed under a stream of predictions: none is lost, and its runs can be posted again", async () => {
    const id = await trained();
    const running = await accept(ENDLESS);
    const [killed] = await bed.replicasOf(running);
    await untilFitting(bed.replicas[killed!]!, running);
    let waiting = await accept(SMALL);
    while (!(await bed.replicasOf(waiting)).includes(killed!)) waiting = await accept(SMALL);
    const stream = predictions(id);
    await stream.more(500);
    expect(answered(killed!)).toBeGreaterThan(0);
    await bed.replicas[killed!]!.stop("SIGKILL");
    await bed.balancer.untilState(killed!, "DOWN");
    await stream.more(500);
    // The first may be posted again at once; its training finds the other, which nobody trains.
    expect((await bed.train(running, SMALL)).status).toBe(200);
    await untilStatus(bed.database, running, "SUCCESS");
    await untilStatus(bed.database, waiting, "FAILED");
    expect(await bed.database.metrics(waiting)).toMatchObject({ error_type: "interrupted" });
    expect((await bed.train(waiting, SMALL)).status).toBe(200);
    await untilStatus(bed.database, waiting, "SUCCESS");
    await bed.startReplica(killed!);
    await waitFor("a prediction of the new replica", () => answered(killed!) > 0);
    const statuses = await stream.stop();
    figures["predictions during a kill"] = statuses.length;
    figures["lost by the kill"] = statuses.filter((status) => status !== 200).length;
    expect(figures["lost by the kill"]).toBe(0);
  });

  test("a replica is killed while it predicts many rows: at most the prediction that it was working on is lost", async () => {
    const id = await trained(BULKY);
    // Too large to be kept by the balancer, so that it cannot be repeated.
    const features = Array.from({ length: 20 }, () => BULKY.body.features).flat();
    const counts = bed.replicas.map(async () => {
      const answer = await bed.fetch("POST", `/api/predict?model_run_id=${id}`, { features });
      const { predictions } = (await answer.json()) as { predictions: unknown[] };
      return predictions.length;
    });
    const settled = Promise.allSettled(counts);
    const busy = await waitFor("a replica that predicts", async () => {
      for (const [replica, service] of bed.replicas.entries())
        if (/^mlsvc_body_bytes [1-9]/m.test(await (await service.get("/metrics")).text())) return { replica };
      return undefined;
    });
    await bed.replicas[busy.replica]!.stop("SIGKILL");
    const complete = (await settled).filter(({ status }) => status === "fulfilled");
    expect(complete.map((result) => "value" in result && result.value)).toEqual(
      complete.map(() => features.length),
    );
    const lost = counts.length - complete.length;
    expect(lost).toBeLessThanOrEqual(1);
    figures["large predictions lost by a kill"] = lost;
    await bed.startReplica(busy.replica);
  }, 60_000);

  test("all are drained, stopped and started in turn: no prediction and no training is lost", async () => {
    const id = await trained();
    const stream = predictions(id);
    const trainings = new Stream(2, async () => {
      const run = await accept(QUICK);
      await untilEnded(run);
      return bed.database.status(run);
    });
    for (const replica of [0, 1, 2]) {
      await Promise.all([stream.more(100), trainings.more(2)]);
      await bed.balancer.setState(replica, "drain");
      await bed.untilIdle(replica);
      expect(await bed.replicas[replica]!.stop()).toBe(0);
      await bed.balancer.setState(replica, "ready");
      await bed.startReplica(replica);
      await waitFor("a prediction of the new replica", () => answered(replica) > 0);
    }
    const [statuses, outcomes] = await Promise.all([stream.stop(), trainings.stop()]);
    figures["predictions during a rolling restart"] = statuses.length;
    figures["lost by it"] = statuses.filter((status) => status !== 200).length;
    figures["trainings during it"] = outcomes.length;
    figures["not SUCCESS"] = outcomes.filter((outcome) => outcome !== "SUCCESS").length;
    expect([figures["lost by it"], figures["not SUCCESS"]]).toEqual([0, 0]);
  }, 60_000);

  test("all get SIGTERM in turn, without being drained: no prediction is lost, and what was not trained says so", async () => {
    const id = await trained();
    const stream = predictions(id);
    let posted = 0;
    const repeated = new Set<number>();
    const trainings = new Stream(4, async () => {
      const run = await bed.database.createRun(QUICK.model);
      posted++;
      // As an application does: what was not accepted is repeated, and a run that was stopped is posted again.
      for (;;) {
        const status = await bed.train(run, SMALL).then(
          (answer) => answer.text().then(() => answer.status),
          () => undefined,
        );
        expect([200, 409, 502, 503, undefined]).toContain(status);
        if (status === 200 || status === 409) {
          await untilEnded(run);
          if ((await bed.database.status(run)) === "SUCCESS") return run;
          expect(await bed.database.metrics(run)).toMatchObject({ error_type: "shutdown" });
        }
        repeated.add(run);
      }
    });
    for (const replica of [0, 1, 2]) {
      await Promise.all([stream.more(100), trainings.more(2)]);
      expect(await bed.replicas[replica]!.stop()).toBe(0);
      await bed.startReplica(replica);
    }
    const [statuses, runs] = await Promise.all([stream.stop(), trainings.stop()]);
    figures["predictions during SIGTERM in turn"] = statuses.length;
    figures["lost by SIGTERM"] = statuses.filter((status) => status !== 200).length;
    figures["trainings during SIGTERM in turn"] = runs.length;
    figures["posted again"] = repeated.size;
    expect([figures["lost by SIGTERM"], runs.length]).toEqual([0, posted]);
    const [left] = await bed.database
      .sql`select count(*)::int as n from model_runs where run_status = 'RUNNING'`;
    expect(left!.n).toBe(0);
  }, 60_000);
});
