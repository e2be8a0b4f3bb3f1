import { afterEach, expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";
import { waitFor } from "../wait.ts";
import { closeBeds, createBed, MODEL } from "./queue-bed.ts";

afterEach(closeBeds);

test("runs are trained one at a time, in the order in which they were accepted", async () => {
  const bed = await createBed();
  const [first, second, third] = [await bed.accept(), await bed.accept(), await bed.accept()];
  const states = () => [first, second, third].map((id) => bed.state(id));
  await bed.untilFitting(first);
  expect(states()).toEqual(["running", "waiting 1", "waiting 2"]);
  expect(bed.queue.occupancy).toEqual({ running: first, waiting: 2, limit: 16 });
  bed.thread(first).succeed();
  await bed.untilFitting(second);
  expect(states()).toEqual(["finished", "running", "waiting 1"]);
  expect(bed.thread(third).isFitting).toBe(false);
  bed.thread(second).fail(new TrainingFailure("RangeError", "too long"));
  await bed.untilFitting(third);
  expect(states()).toEqual(["finished", "finished", "running"]);
  bed.thread(third).succeed();
  await bed.untilEnded(third);
  expect(bed.queue.occupancy).toEqual({ running: null, waiting: 0, limit: 16 });
  expect(bed.outcomes.map(({ model_run_id, run_status }) => [model_run_id, run_status])).toEqual([
    [first, "SUCCESS"],
    [second, "FAILED"],
    [third, "SUCCESS"],
  ]);
});

test("an accepted run is RUNNING and locked until its end is stored, also while it waits", async () => {
  const bed = await createBed();
  const [first, second] = [await bed.accept(), await bed.accept()];
  await bed.untilFitting(first);
  for (const id of [first, second]) {
    expect(await bed.database.status(id)).toBe("RUNNING");
    expect(await bed.database.lockHolders(id)).toHaveLength(1);
  }
  expect([...bed.locked].sort()).toEqual([first, second]);
  for (const id of [first, second]) (await bed.untilFitting(id)).succeed(Uint8Array.of(7), [["mae", "0.25"]]);
  await bed.untilEnded(second);
  for (const id of [first, second]) {
    expect(await bed.database.status(id)).toBe("SUCCESS");
    expect(await bed.database.metrics(id)).toEqual({ mae: "0.25" });
    const [row] = await bed.database.sql`select run_result from model_runs where id = ${id}`;
    expect(Array.from(row!.run_result)).toEqual([7]);
  }
  expect(bed.locked).toEqual([]);
  expect(bed.threads.map(({ ended }) => ended !== undefined)).toEqual([true, true]);
});

test("TRAIN_QUEUE_LIMIT runs may wait behind the one that is trained; one more is a 503 that names the limit", async () => {
  const bed = await createBed({ TRAIN_QUEUE_LIMIT: "2" });
  const [first, second] = [await bed.accept(), await bed.accept()];
  await bed.untilFitting(first);
  const third = await bed.accept();
  const refused = await bed.refused();
  expect([refused.kind, refused.message]).toEqual([
    "unavailable",
    expect.stringMatching(/full \(2 waiting, TRAIN_QUEUE_LIMIT\)/),
  ]);
  bed.thread(first).succeed();
  await bed.untilFitting(second);
  const fourth = await bed.accept();
  expect(bed.state(fourth)).toBe("waiting 2");
  expect(bed.state(third)).toBe("waiting 1");
});

test("with a limit of 0 a run is accepted when none is trained, and refused when one is", async () => {
  const bed = await createBed({ TRAIN_QUEUE_LIMIT: "0" });
  const first = await bed.accept();
  await bed.untilFitting(first);
  expect((await bed.refused()).kind).toBe("unavailable");
  bed.thread(first).succeed();
  await bed.untilEnded(first);
  await bed.untilFitting(await bed.accept());
});

test("runs whose rows are being read occupy a place", async () => {
  const bed = await createBed({ TRAIN_QUEUE_LIMIT: "1" });
  bed.onPrepare = () => {};
  const accepted = [bed.accept(), bed.accept()];
  await waitFor("both to be read", () => bed.threads.filter(({ body }) => body !== "").length === 2);
  expect(bed.queue.occupancy).toEqual({ running: null, waiting: 2, limit: 1 });
  expect((await bed.refused()).kind).toBe("unavailable");
  for (const thread of bed.threads) thread.rows.resolve({ rows: 1, columns: 1, warnings: [] });
  await Promise.all(accepted);
});

test("a caller whose body arrives slowly occupies no place", async () => {
  const bed = await createBed({ TRAIN_QUEUE_LIMIT: "0" });
  const body = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const asked = Promise.withResolvers<void>();
  const slow = bed.refused(undefined, {
    chunks: async function* () {
      asked.resolve();
      yield await body.promise;
    },
  });
  await asked.promise;
  const quick = await bed.accept();
  await bed.untilFitting(quick);
  body.resolve(new TextEncoder().encode("late"));
  expect((await slow).kind).toBe("unavailable");
  expect(bed.threads).toHaveLength(1);
});

test("a body that cannot be read leaves no place, lock or thread behind", async () => {
  const bed = await createBed({ TRAIN_QUEUE_LIMIT: "0" });
  const broken = await bed.refused(undefined, {
    // biome-ignore lint/correctness/useYield: it is interrupted before its first byte.
    chunks: async function* () {
      throw new Failure("timeout", "too slow");
    },
  });
  expect(broken.kind).toBe("timeout");
  expect([bed.threads, bed.locked]).toEqual([[], []]);
  await bed.untilFitting(await bed.accept());
});

test("a run that is being accepted, waits or is trained is a conflict; one that has ended is trained again", async () => {
  const bed = await createBed();
  bed.onPrepare = () => {};
  const id = await bed.database.createRun(MODEL);
  const accepted = bed.accept(id);
  const reading = await waitFor("the rows", () => bed.thread(id));
  const conflict = { kind: "conflict", message: `run ${id} is being trained or waits already` };
  expect(await bed.refused(id)).toMatchObject(conflict);
  bed.onPrepare = (thread) => thread.rows.resolve({ rows: 1, columns: 1, warnings: [] });
  const other = await bed.accept();
  await bed.untilFitting(other);
  reading.rows.resolve({ rows: 1, columns: 1, warnings: [] });
  await accepted;
  expect(bed.state(id)).toBe("waiting 1");
  expect(await bed.refused(id)).toMatchObject(conflict);
  bed.thread(other).succeed();
  await bed.untilFitting(id);
  expect(await bed.refused(id)).toMatchObject(conflict);
  bed.thread(id).succeed();
  await bed.untilEnded(id);
  await bed.accept(id);
  expect(bed.state(id)).not.toBe("finished");
  (await bed.untilFitting(id)).succeed(Uint8Array.of(9), [["r2", "0.75"]]);
  await bed.untilEnded(id);
  expect(await bed.database.metrics(id)).toEqual({ r2: "0.75" });
});

test("two calls of one run at the same moment: one is accepted", async () => {
  const bed = await createBed();
  const id = await bed.database.createRun(MODEL);
  const answers = await Promise.allSettled([bed.accept(id), bed.accept(id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(bed.threads).toHaveLength(1);
});

test("a run whose row is committed late waits for it, blocks no other run, and is trained then", async () => {
  const bed = await createBed();
  const late = (await bed.database.createRun(MODEL)) + 10;
  await bed.accept(late);
  const next = await bed.accept();
  (await bed.untilFitting(next)).succeed();
  expect((await bed.untilEnded(next)).run_status).toBe("SUCCESS");
  expect(bed.state(late)).toBe("waiting 1");
  expect(bed.thread(late).isFitting).toBe(false);
  await bed.database.sql`insert into model_runs (id, model_id, run_date, run_status)
    select ${late}, id, now(), 'CREATED' from models where name = ${MODEL}`;
  (await bed.untilFitting(late)).succeed();
  await bed.untilEnded(late);
  expect(await bed.database.status(late)).toBe("SUCCESS");
});

test("a run whose row never appears fails with not_found, and the message says how long it waited", async () => {
  const bed = await createBed({ RUN_ROW_TIMEOUT_SECONDS: "1" });
  const missing = await bed.accept(12_345);
  const ended = await bed.untilEnded(missing);
  expect(ended).toMatchObject({ run_status: "FAILED", error_type: "not_found" });
  expect(ended.error_message).toMatch(/12345 was committed .*within 1 s \(RUN_ROW_TIMEOUT_SECONDS\)/);
  expect(bed.logged("training failed")).toHaveLength(1);
  expect(bed.thread(missing).isFitting).toBe(false);
  expect(await bed.database.sql`select id from model_runs`).toHaveLength(0);
});

test("a run whose row is committed late and belongs to another model is never trained", async () => {
  const bed = await createBed();
  const late = await bed.accept(77);
  await bed.database.sql`insert into model_runs (id, model_id, run_date, run_status)
    select ${late}, id, now(), 'CREATED' from models where name = 'lasso'`;
  expect((await bed.untilEnded(late)).error_message).toMatch(/77 is a run of another model than "ridge"/);
  expect(await bed.database.status(late)).toBe("CREATED");
  expect(bed.thread(late).isFitting).toBe(false);
});

test("progress is reported while a run is trained, and its warnings are logged with the run", async () => {
  const bed = await createBed();
  const id = await bed.accept();
  const { observer } = await bed.untilFitting(id);
  const running = { state: "running", model_name: MODEL, model_run_id: id };
  expect(bed.queue.status(id)).toMatchObject({
    ...running,
    stage: "fit",
    iteration: null,
    max_iterations: null,
    loss: null,
  });
  observer.progress({ done: 3, maximum: 10, loss: 0.25 });
  observer.warning("did not converge");
  const status = bed.queue.status(id) as { elapsed_seconds: number };
  expect(status).toMatchObject({ ...running, iteration: 3, max_iterations: 10, loss: 0.25 });
  expect(status.elapsed_seconds).toBeWithin(0, 30);
  expect(bed.logged("did not converge")).toMatchObject([
    { level: "warn", run_id: id, model: MODEL, request_id: `request-${id}` },
  ]);
  expect(bed.queue.status(id + 1)).toBeUndefined();
});

test("every accepted run has one log line when it is accepted and one when it has ended", async () => {
  const bed = await createBed();
  const [good, bad] = [await bed.accept(), await bed.accept()];
  (await bed.untilFitting(good)).succeed();
  (await bed.untilFitting(bad)).fail(new TrainingFailure("ValueError", "the rows are odd"));
  await bed.untilEnded(bad);
  const runs = (message: string) => bed.logged(message).map(({ run_id }) => run_id);
  expect(runs("training accepted")).toEqual([good, bad]);
  expect(bed.logged("training done")).toMatchObject([
    { level: "info", run_id: good, model: MODEL, request_id: `request-${good}`, rows: 1, bytes: 3, r2: 0.5 },
  ]);
  expect(bed.logged("training failed")).toMatchObject([
    { run_id: bad, level: "error", error_type: "ValueError", err: { message: "the rows are odd" } },
  ]);
});
