import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { FaultBed, untilFitting, untilStatus } from "./fault-bed.ts";
import { buildMisbehaving, type MisbehavingExecutable } from "./misbehaving-executable.ts";
import { type Misdeed, PROMISED_ROWS, REFUSED_ROWS } from "./models/misbehaving.ts";
import { accept, predictStatus } from "./promises.ts";
import { report } from "./scale.ts";
import { FAULT_MODELS, QUICK, type Training } from "./trainings.ts";

const MEMORY = 600_000_000;
/** A mistake in the model file that mlsvc found: its message begins with the file and the class. */
const found = (message: string) =>
  new RegExp(`^statistical/misbehaving\\.ts: class Misbehaving: ${message.replace(/[()?.]/g, "\\$&")}`);
const OUT_OF_MEMORY = new RegExp(
  `^the service holds \\d+ bytes of memory, more than ${MEMORY} \\(MAX_MEMORY_BYTES\\)$`,
);

let bed: FaultBed;
let executable: MisbehavingExecutable;
let service: ServiceProcess;

beforeAll(async () => {
  executable = await buildMisbehaving();
  bed = await FaultBed.create([...FAULT_MODELS, "misbehaving"]);
  service = await bed.start({ MAX_MEMORY_BYTES: String(MEMORY) }, true, executable.path);
}, 60_000);
afterAll(async () => {
  report("misbehaving models", figures);
  expect(await service.stop()).toBe(0);
  await bed.close();
  executable.remove();
});

function misdeed(name: Misdeed): Training {
  figures.misdeeds++;
  const features = Array.from({ length: 10 }, (_, i) => ({ x: i }));
  const labels = features.map(({ x }) => ({ y: 2 * x }));
  return {
    model: "misbehaving",
    body: { parameters: { misdeed: name }, features, labels },
    rows: features,
  };
}

const figures = { misdeeds: 0, "trainings after them": 0 };

/** Expects that the service still answers, trains and predicts. */
async function expectWell(): Promise<void> {
  const next = await accept(bed.database, service, QUICK);
  await untilStatus(bed.database, next.id, "SUCCESS");
  expect(await predictStatus(service, next)).toBe(200);
  figures["trainings after them"]++;
}

describe("a model that misbehaves makes its run FAILED, and the next one is trained:", () => {
  test.each<[Misdeed, string, RegExp]>([
    ["throw", "RangeError", /^the 3rd column is odd\u2400\u2026+$/],
    ["throw what is no error", "Error", /^just words$/],
    ["recurse for ever", "RangeError", /^Maximum call stack size exceeded/],
    ["exit", "worker_crashed", /^the training thread ended before it was done$/],
    ["allocate objects", "out_of_memory", OUT_OF_MEMORY],
    ["allocate arrays", "out_of_memory", OUT_OF_MEMORY],
    ["allocate strings", "out_of_memory", OUT_OF_MEMORY],
    ["allocate at once", "RangeError", /^Out of memory$/],
    ["send rubbish", "worker_crashed", /sent a message that makes no sense$/],
    ["send rubbish for ever", "worker_crashed", /sent a message that makes no sense$/],
    ["learn a function", "StateError", found("the step Misbehaviour keeps a function in fitted, ")],
    ["learn a circle", "StateError", found("the step Misbehaviour keeps data nested deeper than 50 levels ")],
    [
      "learn what cannot be restored",
      "StateError",
      found("the step Misbehaviour cannot be restored: not like"),
    ],
    ["predict too few rows", "ValueError", /^inputs have different numbers of rows: 10, 9$/],
    [
      "forget what was learnt",
      "StateError",
      found("the step Misbehaviour does not restore: once stored and"),
    ],
    ["change the input", "ModelError", found("its step Misbehaviour changes its input in fit; work on")],
    ["measure rubbish", "ModelError", found('extractMetrics returns the text "many" as "words"; every')],
    ["measure later", "ModelError", found("extractMetrics returns a Promise (is the method async?)")],
    ["measure what is measured already", "ModelError", found('extractMetrics returns "n_rows", which the')],
    // These mistakes happen before the run is accepted, but are not the fault of the rows.
    ["throw while building", "TypeError", /^no pipeline today$/],
    ["exit while building", "worker_crashed", /^the training thread ended before it was done$/],
  ])("%s: %s", async (name, errorType, message) => {
    const run = await accept(bed.database, service, misdeed(name));
    await untilStatus(bed.database, run.id, "FAILED");
    expect(await bed.database.metrics(run.id)).toEqual({
      error_type: errorType,
      error_message: expect.stringMatching(message),
    });
    expect(await predictStatus(service, run)).toBe(409);
    await expectWell();
  });
});

test("resources that a fit leaves behind and reports that make no sense do no harm: its run succeeds, and so does the next", async () => {
  for (const name of ["none", "throw later", "reject later", "report rubbish"] as const) {
    const run = await accept(bed.database, service, misdeed(name));
    await untilStatus(bed.database, run.id, "SUCCESS");
    expect(await predictStatus(service, run)).toBe(200);
  }
  await expectWell();
});

test("a timer that a fit leaves behind does not end the next run while its body is read", async () => {
  const run = await accept(bed.database, service, misdeed("throw in a while"));
  await untilStatus(bed.database, run.id, "SUCCESS");
  const id = await bed.database.createRun(QUICK.model);
  const { features, labels } = QUICK.body;
  const many = <T>(rows: readonly T[]) => Array.from({ length: 200 }, () => rows).flat();
  const rows = { features: many(features), labels: many(labels) };
  const body = new TextEncoder().encode(JSON.stringify({ parameters: { max_iter: 5 }, ...rows }));
  // Large enough for a thread to read it while it arrives; the timer fires before its end.
  const slow = new ReadableStream<Uint8Array>({
    async start(sender) {
      sender.enqueue(body.subarray(0, 2_000_000));
      await Bun.sleep(900);
      sender.enqueue(body.subarray(2_000_000));
      sender.close();
    },
  });
  const answer = await fetch(`${service.url}/api/train?model_name=${QUICK.model}&model_run_id=${id}`, {
    method: "POST",
    body: slow,
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  await untilStatus(bed.database, id, "SUCCESS");
});

test("the memory of a fit is returned", async () => {
  const resident = async () => {
    const text = await (await service.get("/metrics")).text();
    return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
  };
  for (let run = 0; run < 3; run++) {
    const { id } = await accept(bed.database, service, misdeed("allocate arrays"));
    await untilStatus(bed.database, id, "FAILED");
  }
  await waitFor("the memory", async () => (await resident()) < MEMORY / 2);
});

test("an endless loop is FAILED with timeout, or cancelled within a second", async () => {
  const run = await accept(bed.database, service, misdeed("loop"));
  await untilFitting(service, run.id);
  const asked = performance.now();
  expect((await service.delete(`/api/train?model_run_id=${run.id}`)).status).toBe(200);
  await untilStatus(bed.database, run.id, "FAILED");
  expect(performance.now() - asked).toBeLessThan(1000);
  expect(await bed.database.metrics(run.id)).toMatchObject({ error_type: "cancelled" });

  const hasty = await bed.start({ TRAIN_TIMEOUT_SECONDS: "1" }, true, executable.path);
  const late = await accept(bed.database, hasty, misdeed("loop"));
  await untilStatus(bed.database, late.id, "FAILED");
  expect(await bed.database.metrics(late.id)).toMatchObject({ error_type: "timeout" });
  expect(await hasty.stop()).toBe(0);
});

test("the file and the line of a model's exception are in the log, and the stack passes through it", async () => {
  const source = readFileSync(join(import.meta.dir, "models", "misbehaving.ts"), "utf8").split("\n");
  const lineOf = (text: string) => source.findIndex((line) => line.includes(text)) + 1;
  for (const [name, text] of [
    ["throw", "throw new RangeError(`the 3rd column"],
    ["throw while building", 'new TypeError("no pipeline today")'],
  ] as const) {
    const run = await accept(bed.database, service, misdeed(name));
    await untilStatus(bed.database, run.id, "FAILED");
    const place = `statistical/misbehaving.ts:${lineOf(text)}`;
    const line = await waitFor("the line of the log", () =>
      service.log.find(({ msg, run_id }) => run_id === run.id && msg === "training failed"),
    );
    expect(line.err).toMatchObject({ origin: place, stack: expect.stringContaining(`(${place}:`) });
  }
});

test("validateFeatures that returns false refuses the rows; anything but true and false is a mistake of the model", async () => {
  const { model, body } = misdeed("none");
  const some = (count: number) => ({
    features: body.features.slice(0, count),
    labels: body.labels.slice(0, count),
  });
  const refused = await service.train(model, await bed.database.createRun(model), some(REFUSED_ROWS));
  expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
    400,
    'features: the model "misbehaving" does not take these rows',
  ]);
  const run = await accept(bed.database, service, { ...misdeed("none"), body: some(PROMISED_ROWS) });
  await untilStatus(bed.database, run.id, "FAILED");
  expect(await bed.database.metrics(run.id)).toEqual({
    error_type: "ModelError",
    error_message: expect.stringMatching(found("validateFeatures returns a Promise (is the method async?)")),
  });
});

test("a pipeline that is never built is refused before the run is accepted", async () => {
  const hasty = await bed.start({ TRAIN_TIMEOUT_SECONDS: "1" }, true, executable.path);
  const { model, body } = misdeed("loop while building");
  const runId = await bed.database.createRun(model);
  const answer = await hasty.train(model, runId, body);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(/took longer than/)]);
  expect(await bed.database.status(runId)).toBe("CREATED");
  expect(await hasty.stop()).toBe(0);
});

test("a model that takes all memory while its pipeline is built is refused, and the service goes on", async () => {
  const { model, body } = misdeed("allocate while building");
  const answer = await service.train(model, await bed.database.createRun(model), body);
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("MAX_MEMORY_BYTES")]);
  await expectWell();
});

test("many long warnings while a pipeline is built are limited in the answer and in the log", async () => {
  const { model, body } = misdeed("warn while building");
  const id = await bed.database.createRun(model);
  const answer = await service.train(model, id, body);
  const { warnings } = (await answer.json()) as { warnings: string[] };
  expect([answer.status, warnings.length]).toEqual([200, 21]);
  for (const [i, warning] of warnings.slice(0, 20).entries())
    expect(warning).toMatch(new RegExp(`^${i} …+$`));
  expect(Math.max(...warnings.map(({ length }) => length))).toBe(1000);
  expect(warnings[20]).toBe("5 further warnings are in the log");
  await untilStatus(bed.database, id, "SUCCESS");
  const logged = await waitFor("the lines of the log", () => {
    const found = service.log.filter(({ run_id, level }) => run_id === id && level === "warn");
    return found.length >= 50 && found;
  });
  expect(logged.length).toBe(50);
  expect(Math.max(...logged.map(({ msg }) => String(msg).length))).toBe(1000);
  await expectWell();
});

test("a model that warns for ever neither fills the log nor blocks the service", async () => {
  const run = await accept(bed.database, service, misdeed("warn for ever"));
  const warnings = () => service.log.filter(({ msg, run_id }) => run_id === run.id && msg === "once more");
  await waitFor("the last warning", () => service.logged("further warnings of this training are left out"));
  expect((await service.get("/api/health")).status).toBe(200);
  expect(warnings()).toHaveLength(100);
  expect((await service.delete(`/api/train?model_run_id=${run.id}`)).status).toBe(200);
  await untilStatus(bed.database, run.id, "FAILED");
  await expectWell();
});
