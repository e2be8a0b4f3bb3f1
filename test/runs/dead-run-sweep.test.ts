import { afterEach, expect, test } from "bun:test";
import { LOCK_KEY_BASE } from "../../src/database/lock-key.ts";
import { closeBeds, createBed, MODEL, type QueueBed } from "../training/queue-bed.ts";
import { waitFor } from "../wait.ts";

afterEach(closeBeds);

/** A run that a process left RUNNING when it died. */
async function deadRun(bed: QueueBed): Promise<number> {
  const id = await bed.database.createRun(MODEL);
  await bed.database.sql`update model_runs set run_status = 'RUNNING' where id = ${id}`;
  return id;
}

const INTERRUPTED = {
  error_type: "interrupted",
  error_message: "the process that trained this run ended before it was done; train it again",
};

test("when a run's turn comes, dead runs are found: those of no process, and no others", async () => {
  const bed = await createBed();
  const dead = await deadRun(bed);
  const alive = await deadRun(bed);
  const other = await bed.database.sql.reserve();
  await other`select pg_advisory_lock(${LOCK_KEY_BASE}::bigint + ${alive}::bigint)`;
  const [own, waiting] = [await bed.accept(), await bed.accept()];
  await bed.untilFitting(own);
  await waitFor("the dead run", async () => (await bed.database.status(dead)) === "FAILED");
  expect(await bed.database.metrics(dead)).toEqual(INTERRUPTED);
  for (const id of [alive, own, waiting]) expect(await bed.database.status(id)).toBe("RUNNING");
  await waitFor(
    "the log line",
    () => bed.logged("runs of a process that is gone were set to FAILED").length > 0,
  );
  expect(bed.logged("runs of a process that is gone were set to FAILED")).toMatchObject([
    { run_ids: [dead] },
  ]);
  await other`select pg_advisory_unlock_all()`;
  other.release();
});

test("following the runs of other processes ends when there are none left, after the dead ones were found", async () => {
  const bed = await createBed();
  const dead = await deadRun(bed);
  await bed.sweep.follow(new AbortController().signal);
  expect(await bed.database.status(dead)).toBe("FAILED");
  expect(await bed.database.metrics(dead)).toEqual(INTERRUPTED);
});

test("following ends at once when it is stopped, without a check", async () => {
  const bed = await createBed();
  const dead = await deadRun(bed);
  await bed.sweep.follow(AbortSignal.abort());
  expect(await bed.database.status(dead)).toBe("RUNNING");
});
