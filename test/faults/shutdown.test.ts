import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { EXECUTABLE, type ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { DATABASE_TIMEOUT_SECONDS, FaultBed, untilFitting, untilStatus } from "./fault-bed.ts";
import { accept } from "./promises.ts";
import { report } from "./scale.ts";
import { BULKY, ENDLESS, FAULT_MODELS, QUICK } from "./trainings.ts";

let bed: FaultBed;
beforeAll(async () => {
  bed = await FaultBed.create(FAULT_MODELS);
}, 60_000);
afterAll(async () => {
  report("SIGTERM while the database is away", figures);
  await bed.close();
});

const figures = { shutdowns: 0, "slowest ms": 0 };

/** Waits until the service has received the first signal. */
async function untilShuttingDown(service: ServiceProcess): Promise<void> {
  await waitFor("the shutdown to begin", () => service.logged("shutting down"));
}

/** Waits until something accepts a connection on the port, without a pause between the attempts. */
async function untilListening(port: number): Promise<void> {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    const isTaken = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } }).then(
      (socket) => {
        socket.end();
        return true;
      },
      () => false,
    );
    if (isTaken) return;
  }
  throw new Error(`nothing listens on port ${port}`);
}

const AGAIN = "ignored a signal within a second of the first; a later one ends the grace";
const NO_GRACE = "second signal: the grace ends now";

/** Sends the signal repeatedly until it ends the grace period. */
async function untilGraceEnds(service: ServiceProcess, signal: () => void): Promise<void> {
  await waitFor("the grace to end", () => {
    if (service.logged(NO_GRACE) !== undefined) return true;
    signal();
    return false;
  });
}

/** Returns when the service logged this message, in milliseconds since the epoch. */
function timeOf(service: ServiceProcess, message: string): number {
  return new Date(service.logged(message)!.time as string | number).getTime();
}

async function errorTypeOf(runId: number): Promise<string | undefined> {
  return (await bed.database.metrics(runId)).error_type;
}

test("SIGTERM at the first connection that a starting service accepts: it ends in order", async () => {
  for (let time = 0; time < 5; time++) {
    const port = await freePort();
    const service = Bun.spawn([EXECUTABLE], {
      env: { DATABASE_URL: bed.database.url, PORT: String(port) },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "inherit",
    });
    try {
      await untilListening(port);
      service.kill("SIGTERM");
      await waitFor("the service to end", () => service.exitCode !== null || service.signalCode !== null);
      expect(service.exitCode).toBe(0);
    } finally {
      service.kill("SIGKILL");
    }
  }
});

test("SIGTERM while a run trains and another waits: the running one ends within the grace, the waiting one is FAILED", async () => {
  const service = await bed.start();
  const running = await accept(bed.database, service, BULKY);
  const waiting = await accept(bed.database, service, QUICK);
  await untilFitting(service, running.id);
  expect(await service.stop()).toBe(0);
  expect(await bed.database.status(running.id)).toBe("SUCCESS");
  expect(await bed.database.status(waiting.id)).toBe("FAILED");
  expect(await errorTypeOf(waiting.id)).toBe("shutdown");
});

test("SIGTERM while a run is being accepted: it is answered, and no run is left RUNNING", async () => {
  const service = await bed.start({ SHUTDOWN_GRACE_SECONDS: "0" });
  const ids = await Promise.all([0, 1, 2].map(() => bed.database.createRun(BULKY.model)));
  const answers = ids.map((id) => service.train(BULKY.model, id, BULKY.body));
  service.child.kill("SIGTERM");
  const statuses = (await Promise.allSettled(answers)).map((answer) =>
    answer.status === "fulfilled" ? answer.value.status : "refused",
  );
  expect(await service.stop()).toBe(0);
  for (const [i, id] of ids.entries()) {
    const status = await bed.database.status(id);
    expect(["CREATED", "FAILED"]).toContain(status);
    if (statuses[i] === 200) expect(status).toBe("FAILED");
  }
});

test("SIGTERM while predictions are answered: those in progress are answered completely", async () => {
  const service = await bed.start();
  const run = await accept(bed.database, service, BULKY);
  await untilStatus(bed.database, run.id, "SUCCESS");
  const features = Array.from({ length: 40 }, () => BULKY.body.features).flat();
  const answer = service.post(`/api/predict?model_run_id=${run.id}`, { features });
  await bed.network.whenSaid(/octet_length\(run_result\)/);
  expect(await service.stop()).toBe(0);
  expect((await answer).status).toBe(200);
  const { predictions } = (await (await answer).json()) as { predictions: number[] };
  expect(predictions).toHaveLength(features.length);
});

test("SIGTERM twice within a second is one: the running training keeps its grace", async () => {
  const service = await bed.start();
  const run = await accept(bed.database, service, BULKY);
  await untilFitting(service, run.id);
  service.child.kill("SIGTERM");
  await untilShuttingDown(service);
  service.child.kill("SIGINT");
  service.child.kill("SIGTERM");
  expect(await service.child.exited).toBe(0);
  const ignored = service.log.filter(({ msg }) => msg === AGAIN).map(({ signal }) => signal);
  expect(ignored.sort()).toEqual(["SIGINT", "SIGTERM"]);
  expect(service.logged(NO_GRACE)).toBeUndefined();
  expect(await bed.database.status(run.id)).toBe("SUCCESS");
});

test("a second SIGTERM, more than a second after the first, ends the grace: the run is FAILED with shutdown", async () => {
  const service = await bed.start({ SHUTDOWN_GRACE_SECONDS: "600" });
  const run = await accept(bed.database, service, ENDLESS);
  await untilFitting(service, run.id);
  service.child.kill("SIGTERM");
  await untilShuttingDown(service);
  await untilGraceEnds(service, () => service.child.kill("SIGTERM"));
  expect(await service.child.exited).toBe(0);
  expect(timeOf(service, NO_GRACE) - timeOf(service, "shutting down")).toBeGreaterThanOrEqual(1000);
  expect(await errorTypeOf(run.id)).toBe("shutdown");
});

describe.each(["black", "hung up"] as const)("with a network that is %s", (network) => {
  test("SIGTERM ends a service with running and waiting runs in time; the next start marks them FAILED", async () => {
    const service = await bed.start({ SHUTDOWN_GRACE_SECONDS: "0" });
    const runs = [await accept(bed.database, service, ENDLESS)];
    for (let i = 0; i < 5; i++) runs.push(await accept(bed.database, service, QUICK));
    await untilFitting(service, runs[0]!.id);
    if (network === "black") bed.network.goBlack();
    else bed.network.hangUp();
    const asked = performance.now();
    expect(await service.stop()).toBe(0);
    // The deadline of the database, and a few seconds for the rest.
    const milliseconds = performance.now() - asked;
    expect(milliseconds).toBeLessThan(DATABASE_TIMEOUT_SECONDS * 1000 + 5000);
    figures.shutdowns++;
    figures["slowest ms"] = Math.max(figures["slowest ms"], Math.round(milliseconds));
    bed.network.restore();
    // The server still has sessions of that service; they end now.
    bed.network.forget();
    const next = await bed.start();
    for (const { id } of runs) await untilStatus(bed.database, id, "FAILED");
    expect(await next.stop()).toBe(0);
  });

  test("a waiting run is cancelled at once, and FAILED when the network is back", async () => {
    const service = await bed.start({ SHUTDOWN_GRACE_SECONDS: "0" });
    await accept(bed.database, service, ENDLESS);
    const waiting = await accept(bed.database, service, QUICK);
    if (network === "black") bed.network.goBlack();
    else bed.network.hangUp();
    const asked = performance.now();
    expect((await service.delete(`/api/train?model_run_id=${waiting.id}`)).status).toBe(200);
    expect(performance.now() - asked).toBeLessThan(2000);
    expect((await service.train(QUICK.model, waiting.id, QUICK.body)).status).toBe(409);
    bed.network.restore();
    await untilStatus(bed.database, waiting.id, "FAILED");
    expect(await errorTypeOf(waiting.id)).toBe("cancelled");
    expect(await service.stop()).toBe(0);
  });
});

/** The command that makes a program the first process of a PID namespace, as in a container; undefined if not permitted. */
const NAMESPACE = [
  ["unshare", "--fork", "--pid", "--kill-child"],
  ["unshare", "--user", "--map-root-user", "--fork", "--pid", "--kill-child"],
].find(([program, ...words]) => spawnSync(program!, [...words, "true"]).status === 0);

/** Writes a program that runs the service in that way. */
function firstProcess(): string {
  const script = join(mkdtempSync(join(tmpdir(), "mlsvc-first-")), "mlsvc");
  writeFileSync(script, `#!/bin/sh\nexec ${NAMESPACE!.join(" ")} '${EXECUTABLE}'\n`, { mode: 0o755 });
  return script;
}

test.if(NAMESPACE !== undefined)(
  "SIGTERM of a container's first process ends it in order, once and twice",
  async () => {
    for (const signals of [1, 2]) {
      const service = await bed.start(
        { SHUTDOWN_GRACE_SECONDS: signals === 1 ? "0" : "600", PATH: process.env.PATH! },
        true,
        firstProcess(),
      );
      const { pid } = service.child;
      const first = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
      expect(readFileSync(`/proc/${first}/status`, "utf8")).toMatch(/^NSpid:.*\t1$/m);
      const run = await accept(bed.database, service, ENDLESS);
      await untilFitting(service, run.id);
      process.kill(first, "SIGTERM");
      if (signals === 2) {
        await untilGraceEnds(service, () => void spawnSync("kill", ["-TERM", String(first)]));
      }
      expect(await service.child.exited).toBe(0);
      expect(await errorTypeOf(run.id)).toBe("shutdown");
    }
  },
);
