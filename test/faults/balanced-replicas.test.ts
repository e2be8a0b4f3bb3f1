import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PGBOUNCER } from "../e2e/pgbouncer.ts";
import { waitFor } from "../wait.ts";
import { BalancedBed } from "./balanced-bed.ts";
import { untilFitting, untilStatus } from "./fault-bed.ts";
import { HAPROXY } from "./haproxy.ts";
import { ROUNDS, report } from "./scale.ts";
import { Stream } from "./stream.ts";
import { ENDLESS, FAULT_MODELS, QUICK, type Training } from "./trainings.ts";

const CAN_RUN = HAPROXY !== null && PGBOUNCER !== null;
if (!CAN_RUN)
  console.log(
    "no HAProxy or no PgBouncer on this machine (Debian's packages haproxy and pgbouncer): replicas behind a balancer are left out",
  );

/** Callers of predictions at the same time. */
const CALLERS = 12;
const RUNS = 30;

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
    for (let round = 0; round < 3 * ROUNDS; round++) {
      // Every species has a new name, so that a prediction shows which training it comes from.
      const renamed = labels.map(({ species }) => ({ species: `${species} ${round}` }));
      expect((await bed.train(id, { ...QUICK, body: { features, labels: renamed } })).status).toBe(200);
      await untilStatus(bed.database, id, "SUCCESS");
      const answers = await Promise.all(Array.from({ length: CALLERS }, () => predict(id)));
      expect(answers.map(([status]) => status)).toEqual(answers.map(() => 200));
      stale += answers.filter(([, prediction]) => !String(prediction).endsWith(` ${round}`)).length;
    }
    figures.retrains = 3 * ROUNDS;
    figures["stale predictions"] = stale;
    expect(stale).toBe(0);
  });

  test("a replica is killed under a stream of predictions: none is lost, and its runs can be posted again", async () => {
    const id = await trained();
    const running = await accept(ENDLESS);
    const [killed] = await bed.replicasOf(running);
    await untilFitting(bed.replicas[killed!]!, running);
    const stream = predictions(id);
    await stream.more(500);
    const before = answered(killed!);
    expect(before).toBeGreaterThan(0);
    await bed.replicas[killed!]!.stop("SIGKILL");
    await bed.balancer.untilState(killed!, "DOWN");
    await stream.more(500);
    expect(await bed.database.status(running)).toBe("RUNNING");
    expect((await bed.train(running, QUICK)).status).toBe(200);
    await untilStatus(bed.database, running, "SUCCESS");
    await bed.startReplica(killed!);
    await waitFor("a prediction of the new replica", () => answered(killed!) > 0);
    const statuses = await stream.stop();
    figures["predictions during a kill"] = statuses.length;
    figures["lost by the kill"] = statuses.filter((status) => status !== 200).length;
    expect(figures["lost by the kill"]).toBe(0);
  });
});
