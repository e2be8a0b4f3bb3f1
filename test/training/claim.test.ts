import { expect, test } from "bun:test";
import type { Database } from "../../src/database/connection.ts";
import { LostLockError } from "../../src/database/lock-connection.ts";
import type { RunLocks } from "../../src/database/run-locks.ts";
import { Claim } from "../../src/training/claim.ts";
import { waitFor } from "../wait.ts";

const RUN = { runId: 5, modelName: "ridge", requestId: "request-5" };
const ABSENT = { modelRegistered: true, pipelineOk: true, runExists: false };

/** What a claim sees of the database: `mark` is called for each attempt to set the row to RUNNING. */
async function take(
  mark: (attempt: number) => Promise<string | null>,
  { locked = [true], hasEnded = false, isAway = false } = {},
) {
  const seen = { marks: 0, attempts: 0, released: 0, lost: 0 };
  let lose = () => {};
  const locks = {
    acquire: async (_runId: number, onLost: () => void) => {
      lose = onLost;
      return locked[Math.min(seen.attempts++, locked.length - 1)]!;
    },
    release: async () => {
      seen.released++;
    },
    transaction: () => mark(++seen.marks),
  } as unknown as RunLocks;
  const claim = await Claim.take(RUN, {
    database: {
      run: async () => (isAway ? Promise.reject(new Error("away")) : ABSENT),
    } as unknown as Database,
    locks,
    rowTimeoutSeconds: 60,
    hasEnded,
    onLost: () => seen.lost++,
    within: (work) => work(),
  }).catch((error: Error) => error);
  return { claim: claim as Claim, error: claim as unknown as Error, seen, lose: () => lose() };
}

test("a row that is there is RUNNING at once", async () => {
  const { claim, seen } = await take(async () => "7");
  await claim.running;
  expect([claim.row, claim.isLost, seen.marks]).toEqual(["running", false, 1]);
  await claim.release();
  expect(seen.released).toBe(1);
});

test("a row that comes later is RUNNING then", async () => {
  const { claim } = await take(async (attempt) => (attempt < 3 ? null : "7"));
  expect(claim.row).toBe("absent");
  await claim.running;
  expect(claim.row).toBe("running");
});

test("a claim that stops waiting rejects with the reason, and does not look for the row again", async () => {
  const { claim, seen } = await take(async () => null);
  const reason = new Error("cancelled");
  await claim.stopWaiting(reason);
  expect(await claim.running.catch((error) => error)).toBe(reason);
  const { marks } = seen;
  await Bun.sleep(60);
  expect([claim.row, seen.marks]).toEqual(["absent", marks]);
});

test("it waits for a statement in progress, so that a row that became RUNNING meanwhile is known", async () => {
  const answer = Promise.withResolvers<string>();
  const { claim, seen } = await take((attempt) => (attempt === 1 ? Promise.resolve(null) : answer.promise));
  await waitFor("the second attempt", () => seen.marks === 2);
  let hasStopped = false;
  const stopped = claim.stopWaiting(new Error("cancelled")).then(() => {
    hasStopped = true;
  });
  await Bun.sleep(10);
  expect(hasStopped).toBe(false);
  answer.resolve("7");
  await stopped;
  expect(claim.row).toBe("running");
});

test("a row that may have been set to RUNNING counts as one to write to", async () => {
  const mark = async (attempt: number) => (attempt === 1 ? null : Promise.reject(new Error("no answer")));
  const { claim, seen } = await take(mark, { isAway: true });
  await waitFor("the second attempt", () => seen.marks === 2);
  await claim.stopWaiting(new Error("cancelled"));
  expect(claim.row).toBe("locked");
});

test("a lock that another process has is a conflict, tried again only when its run has just ended", async () => {
  expect((await take(async () => "7", { locked: [false] })).error).toMatchObject({ kind: "conflict" });
  const again = await take(async () => "7", { locked: [false, false, true], hasEnded: true });
  expect([again.claim.row, again.seen.attempts]).toEqual(["running", 3]);
  const never = await take(async () => "7", { locked: [false], hasEnded: true });
  expect([never.error.message, never.seen.attempts]).toEqual([
    "run 5 is being trained by another process",
    6,
  ]);
});

test("an error while the row is set releases the lock; a lock lost there is a conflict", async () => {
  const broken = await take(async () => {
    throw new Error("no answer");
  });
  expect([broken.error.message, broken.seen.released]).toEqual(["no answer", 1]);
  const lost = await take(async () => {
    throw new LostLockError("it is another process's");
  });
  expect(lost.error).toMatchObject({ kind: "conflict" });
});

test("a lock that is lost later is known, and its owner is called", async () => {
  const { claim, seen, lose } = await take(async () => "7");
  lose();
  expect([claim.isLost, seen.lost]).toEqual([true, 1]);
});
