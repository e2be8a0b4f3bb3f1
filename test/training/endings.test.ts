import { afterEach, describe, expect, test } from "bun:test";
import { LOCK_KEY_BASE } from "../../src/database/lock-key.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";
import { waitFor } from "../wait.ts";
import { closeBeds, createBed, MODEL, type QueueBed } from "./queue-bed.ts";

afterEach(closeBeds);

/** Reads the status and the metric rows of a run. */
async function stored(bed: QueueBed, runId: number): Promise<[string, Record<string, string>]> {
  return [await bed.database.status(runId), await bed.database.metrics(runId)];
}

/** The metric rows of a run that was cancelled. */
const CANCELLED = { error_type: "cancelled", error_message: expect.stringContaining("DELETE /api/train") };
const SHUTDOWN = { error_type: "shutdown", error_message: expect.stringContaining("shut down") };

describe("a cancel", () => {
  test("ends a waiting run: it is FAILED when the cancel resolves, and never trained", async () => {
    const bed = await createBed();
    const [first, second, third] = [await bed.accept(), await bed.accept(), await bed.accept()];
    await bed.untilFitting(first);
    expect(await bed.queue.cancel(second)).toBe(true);
    expect(await stored(bed, second)).toEqual(["FAILED", CANCELLED]);
    expect(bed.queue.status(second)).toMatchObject({ state: "finished", error_type: "cancelled" });
    expect(bed.state(third)).toBe("waiting 1");
    bed.thread(first).succeed();
    await bed.untilFitting(third);
    expect(bed.thread(second).isFitting).toBe(false);
    expect(await bed.database.lockHolders(second)).toEqual([]);
  });

  test("ends the run that is trained, and the next one starts", async () => {
    const bed = await createBed();
    const [first, second] = [await bed.accept(), await bed.accept()];
    const thread = await bed.untilFitting(first);
    expect(await bed.queue.cancel(first)).toBe(true);
    expect(thread.ended).toMatchObject({ errorType: "cancelled" });
    await bed.untilEnded(first);
    expect(await stored(bed, first)).toEqual(["FAILED", CANCELLED]);
    await bed.untilFitting(second);
  });

  test("of a run that has ended or was never posted returns false and changes nothing", async () => {
    const bed = await createBed();
    const id = await bed.accept();
    (await bed.untilFitting(id)).succeed();
    await bed.untilEnded(id);
    expect(await bed.queue.cancel(id)).toBe(false);
    expect(await bed.queue.cancel(id + 1)).toBe(false);
    expect(await bed.database.status(id)).toBe("SUCCESS");
  });

  test("twice ends the run once, with the reason of the first", async () => {
    const bed = await createBed();
    const [first, second] = [await bed.accept(), await bed.accept()];
    await bed.untilFitting(first);
    await Promise.all([bed.queue.cancel(second), bed.queue.cancel(second)]);
    expect(bed.outcomes.filter(({ model_run_id }) => model_run_id === second)).toHaveLength(1);
    expect(bed.logged("training failed")).toHaveLength(1);
  });

  test("of a run whose row does not exist yet ends it, and nothing is written", async () => {
    const bed = await createBed();
    const id = await bed.accept(4711);
    expect(await bed.queue.cancel(id)).toBe(true);
    expect(await bed.untilEnded(id)).toMatchObject({ error_type: "cancelled" });
    expect(await bed.database.lockHolders(id)).toEqual([]);
    await bed.untilFitting(await bed.accept());
  });

  test("makes room for the same run at once", async () => {
    const bed = await createBed({ TRAIN_QUEUE_LIMIT: "1" });
    const [first, second] = [await bed.accept(), await bed.accept()];
    await bed.untilFitting(first);
    await bed.queue.cancel(second);
    await bed.accept(second);
    bed.thread(first).succeed();
    (await bed.untilFitting(second)).succeed();
    expect((await bed.untilEnded(second)).run_status).toBe("SUCCESS");
    expect(await stored(bed, second)).toEqual(["SUCCESS", { r2: "0.5" }]);
  });
});

describe("a shutdown", () => {
  const never = new AbortController().signal;

  test("fails the waiting runs, gives the one that is trained its grace period, and refuses new ones", async () => {
    const bed = await createBed();
    const [first, second] = [await bed.accept(), await bed.accept()];
    await bed.untilFitting(first);
    let isClosed = false;
    const closed = bed.queue.close(60_000, never).then(() => {
      isClosed = true;
    });
    expect(await bed.refused()).toMatchObject({
      kind: "unavailable",
      message: expect.stringContaining("shutting down"),
    });
    await bed.untilEnded(second);
    expect(await stored(bed, second)).toEqual(["FAILED", SHUTDOWN]);
    expect([isClosed, bed.state(first), bed.thread(first).ended]).toEqual([false, "running", undefined]);
    bed.thread(first).succeed();
    await closed;
    expect(await bed.database.status(first)).toBe("SUCCESS");
  });

  test("fails the run that is trained when its grace period ends, or at once when that is skipped", async () => {
    for (const [graceMs, skipGrace] of [
      [1, never],
      [60_000, AbortSignal.abort()],
    ] as const) {
      const bed = await createBed();
      const id = await bed.accept();
      const thread = await bed.untilFitting(id);
      await bed.queue.close(graceMs, skipGrace);
      expect(thread.ended).toMatchObject({ errorType: "shutdown" });
      expect(await stored(bed, id)).toEqual(["FAILED", SHUTDOWN]);
      expect(bed.locked).toEqual([]);
    }
  });

  test("of an idle queue ends at once, also the second time", async () => {
    const bed = await createBed();
    await bed.queue.close(60_000, never);
    await bed.queue.close(60_000, never);
    expect((await bed.refused()).kind).toBe("unavailable");
  });

  test("ends a run whose row does not exist yet without waiting for it", async () => {
    const bed = await createBed();
    const id = await bed.accept(4711);
    await bed.queue.close(60_000, never);
    expect(bed.queue.status(id)).toMatchObject({ state: "finished", error_type: "shutdown" });
  });

  test("refuses a run whose rows are being read, and leaves it FAILED once its row was set to RUNNING", async () => {
    const bed = await createBed();
    bed.onPrepare = () => {};
    const id = await bed.database.createRun(MODEL);
    const refused = bed.refused(id);
    const thread = await waitFor("the rows to be read", () => bed.thread(id));
    const closed = bed.queue.close(60_000, never);
    thread.rows.resolve({ rows: 1, columns: 1, warnings: [] });
    expect((await refused).message).toContain("shutting down");
    await closed;
    expect(await stored(bed, id)).toEqual(["FAILED", SHUTDOWN]);
    expect(bed.locked).toEqual([]);
  });
});

describe("a run that fails", () => {
  test("keeps the pipeline of an earlier training, and its metrics are replaced by the reason", async () => {
    const bed = await createBed();
    const id = await bed.accept();
    (await bed.untilFitting(id)).succeed(Uint8Array.of(5));
    await bed.untilEnded(id);
    await bed.accept(id);
    (await bed.untilFitting(id)).fail(new TrainingFailure("ValueError", "one column is text"));
    await waitFor("the failure", () => bed.logged("training failed").length === 1);
    await bed.untilEnded(id);
    const [row] = await bed.database.sql`select run_result from model_runs where id = ${id}`;
    expect(Array.from(row!.run_result)).toEqual([5]);
    const reason = { error_type: "ValueError", error_message: "one column is text" };
    expect(await stored(bed, id)).toEqual(["FAILED", reason]);
  });

  test("because of TRAIN_TIMEOUT_SECONDS says so, and its thread is ended", async () => {
    const bed = await createBed({ TRAIN_TIMEOUT_SECONDS: "1" });
    const id = await bed.accept();
    const thread = await bed.untilFitting(id);
    await bed.untilEnded(id);
    const message = "the training took longer than 1 s (TRAIN_TIMEOUT_SECONDS)";
    expect(await stored(bed, id)).toEqual(["FAILED", { error_type: "timeout", error_message: message }]);
    expect(thread.ended).toMatchObject({ errorType: "timeout" });
  });

  test("because of MAX_RESULT_BYTES says so; a result of exactly that size is stored", async () => {
    const bed = await createBed({ MAX_RESULT_BYTES: "3" });
    const [exact, large] = [await bed.accept(), await bed.accept()];
    (await bed.untilFitting(exact)).succeed(new Uint8Array(3));
    (await bed.untilFitting(large)).succeed(new Uint8Array(4));
    await bed.untilEnded(large);
    expect(await bed.database.status(exact)).toBe("SUCCESS");
    expect(await stored(bed, large)).toEqual([
      "FAILED",
      { error_type: "result_too_large", error_message: expect.stringMatching(/4 bytes, more than 3 \(MAX/) },
    ]);
  });

  test("because the database refuses its result is FAILED with the database's reason", async () => {
    const bed = await createBed();
    const id = await bed.accept();
    const thread = await bed.untilFitting(id);
    await bed.database.sql`alter table model_runs add constraint small check (octet_length(run_result) < 4)`;
    thread.succeed(new Uint8Array(4));
    expect(await bed.untilEnded(id)).toMatchObject({ run_status: "FAILED", error_type: "result_refused" });
    expect(await stored(bed, id)).toEqual([
      "FAILED",
      { error_type: "result_refused", error_message: expect.stringContaining('constraint "small"') },
    ]);
  });

  test("is FAILED without metric rows when those are refused", async () => {
    const bed = await createBed();
    const id = await bed.accept();
    const thread = await bed.untilFitting(id);
    await bed.database.sql`alter table model_run_metrics add constraint none check (metric_name is null)`;
    thread.fail(new TrainingFailure("ValueError", "one column is text"));
    expect(await bed.untilEnded(id)).toMatchObject({ run_status: "FAILED", error_type: "ValueError" });
    expect(await stored(bed, id)).toEqual(["FAILED", {}]);
  });

  test("because its row was deleted releases its lock and its thread, and the next one is trained", async () => {
    const bed = await createBed();
    const [id, next] = [await bed.accept(), await bed.accept()];
    const thread = await bed.untilFitting(id);
    await bed.database.sql`delete from model_runs where id = ${id}`;
    thread.succeed();
    expect((await bed.untilEnded(id)).run_status).toBeNull();
    expect(bed.logged("the run's row is gone: the end of its training cannot be stored")).toHaveLength(1);
    (await bed.untilFitting(next)).succeed();
    expect((await bed.untilEnded(next)).run_status).toBe("SUCCESS");
  });
});

describe("a run whose lock is lost", () => {
  test("to another process is ended, and nothing that the process writes is overwritten", async () => {
    const bed = await createBed();
    const id = await bed.accept();
    const thread = await bed.untilFitting(id);
    const other = await bed.database.sql.reserve();
    const taken = other`select pg_advisory_lock(${LOCK_KEY_BASE}::bigint + ${id}::bigint)`.execute();
    const [backend] = await bed.database.lockHolders(id);
    await bed.database.sql`select pg_terminate_backend(${backend!})`;
    await taken;
    await waitFor("the end of its thread", () => thread.ended);
    expect(thread.ended).toMatchObject({ errorType: "interrupted" });
    expect(await bed.untilEnded(id)).toMatchObject({ run_status: null, error_type: "interrupted" });
    expect(await stored(bed, id)).toEqual(["RUNNING", {}]);
    other.release();
  });

  test("and taken again goes on, and its result is stored", async () => {
    const bed = await createBed();
    const id = await bed.accept();
    const thread = await bed.untilFitting(id);
    const [backend] = await bed.database.lockHolders(id);
    await bed.database.sql`select pg_terminate_backend(${backend!})`;
    await waitFor("another session to hold the lock", async () => {
      const [holder] = await bed.database.lockHolders(id);
      return holder !== undefined && holder !== backend;
    });
    expect(thread.ended).toBeUndefined();
    thread.succeed();
    expect((await bed.untilEnded(id)).run_status).toBe("SUCCESS");
  });
});
