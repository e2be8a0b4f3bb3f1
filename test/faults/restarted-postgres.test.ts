import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { waitFor } from "../wait.ts";
import { DEADLINE_MS, FaultBed, untilFitting, untilStatus } from "./fault-bed.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { accept, predictStatus } from "./promises.ts";
import { report } from "./scale.ts";
import { BULKY, FAULT_MODELS, QUICK } from "./trainings.ts";

let bed: FaultBed;
beforeAll(async () => {
  bed = await FaultBed.create(FAULT_MODELS);
}, 60_000);
afterAll(async () => {
  report("PostgreSQL stopped, killed and started", figures);
  await bed.close();
});

const figures = { restarts: 0, "predictions meanwhile": 0, "of them 503": 0, "slowest ms": 0 };

const ENDS: Record<string, (server: PostgresServer) => Promise<void>> = {
  "stopped fast": (server) => server.stop("fast"),
  "stopped at once": (server) => server.stop("immediate"),
  killed: (server) => server.kill(),
};

describe.each(Object.entries(ENDS))("PostgreSQL %s and started again", (_, how) => {
  const end = async (server: PostgresServer) => {
    figures.restarts++;
    await how(server);
  };

  test("before the service starts: it listens, says why it is not ready, and becomes ready by itself", async () => {
    await end(bed.server);
    const service = await bed.start({}, false);
    await waitFor("the reason", async () => {
      const answer = await service.get("/api/health/ready");
      return answer.status === 503 && (await answer.text()).includes("the database cannot be used");
    });
    await bed.server.start();
    await waitFor("readiness", async () => (await service.get("/api/health/ready")).ok);
    expect(await service.stop()).toBe(0);
  });

  test("while the service is idle: the next training and the next prediction work as before", async () => {
    const service = await bed.start();
    const before = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, before.id, "SUCCESS");
    expect(await predictStatus(service, before)).toBe(200);
    await end(bed.server);
    await bed.server.start();
    expect(await predictStatus(service, before)).toBe(200);
    const after = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, after.id, "SUCCESS");
    expect(await service.stop()).toBe(0);
  });

  test("during a fit: the run and the waiting ones succeed, and predictions are 503 in time meanwhile", async () => {
    const service = await bed.start();
    const trained = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, trained.id, "SUCCESS");
    const fitting = await accept(bed.database, service, BULKY);
    const waiting = await accept(bed.database, service, QUICK);
    await untilFitting(service, fitting.id);
    await end(bed.server);
    const asked = performance.now();
    expect(await predictStatus(service, trained)).toBe(503);
    expect(performance.now() - asked).toBeLessThan(DEADLINE_MS);
    await bed.server.start();
    await untilStatus(bed.database, fitting.id, "SUCCESS");
    await untilStatus(bed.database, waiting.id, "SUCCESS");
    for (const run of [trained, fitting, waiting]) expect(await predictStatus(service, run)).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  test("during the final write, and away for a while: the run succeeds with its whole result", async () => {
    const service = await bed.start();
    const said = bed.network.whenSaid(/set run_status = 'SUCCESS'.*returning/s);
    const run = await accept(bed.database, service, BULKY);
    await said;
    await end(bed.server);
    await waitFor("another attempt to fail", () => {
      const attempts = service.log.filter(({ msg }) => msg === "storing a run failed; trying again");
      return attempts.length >= 2;
    });
    await bed.server.start();
    await untilStatus(bed.database, run.id, "SUCCESS");
    expect(await bed.database.metrics(run.id)).toMatchObject({ n_rows: "4000" });
    expect(await predictStatus(service, run)).toBe(200);
    expect(await service.stop()).toBe(0);
  });

  test("during predictions: each is 200 or 503, in time, and all are 200 soon after", async () => {
    const service = await bed.start();
    const run = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, run.id, "SUCCESS");
    const answers: { status: number; milliseconds: number }[] = [];
    let asking = true;
    const ask = async () => {
      while (asking) {
        const asked = performance.now();
        const status = await predictStatus(service, run);
        answers.push({ status, milliseconds: performance.now() - asked });
        await Bun.sleep(5);
      }
    };
    const callers = Array.from({ length: 8 }, ask);
    const seen = (status: number) => answers.findLastIndex((answer) => answer.status === status);
    await waitFor("answers", () => seen(200) > 20);
    await end(bed.server);
    await waitFor("refusals", () => seen(503) > seen(200));
    await bed.server.start();
    const back = answers.length;
    await waitFor("answers again", () => seen(200) > back + 20);
    asking = false;
    await Promise.all(callers);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    const slowest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
    expect(slowest).toBeLessThan(DEADLINE_MS);
    figures["predictions meanwhile"] += answers.length;
    figures["of them 503"] += answers.filter(({ status }) => status === 503).length;
    figures["slowest ms"] = Math.max(figures["slowest ms"], Math.round(slowest));
    expect(await service.stop()).toBe(0);
  });
});
