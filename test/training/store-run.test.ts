import { expect, test } from "bun:test";
import { pino } from "pino";
import postgres from "postgres";
import { LostLockError } from "../../src/database/lock-connection.ts";
import type { RunLocks } from "../../src/database/run-locks.ts";
import type { Schema } from "../../src/database/schema/schema.ts";
import { Failure } from "../../src/errors.ts";
import { RefusedError, storeRun } from "../../src/training/store-run.ts";

const AWAY = new Failure("unavailable", "the database cannot be used: connection refused");

/** Returns the refusal of an available server, by its SQLSTATE. */
function refusal(code: string): Failure {
  const cause = Object.assign(new postgres.PostgresError("no"), { code, message: `no, says ${code}` });
  return new Failure("unavailable", `the database cannot be used: ${cause.message}`, [], { cause });
}

/**
 * Stores the end of a run, with attempts that have these `outcomes`; the last one repeats. `stopRetrying` is
 * aborted from attempt `stoppedAt` on.
 */
async function store(outcomes: readonly (string | null | Error)[], { stoppedAt = 0, bytes = 0 } = {}) {
  const stopRetrying = new AbortController();
  const warned: number[] = [];
  const extraMs: number[] = [];
  let forgotten = 0;
  const locks = {
    transaction: async (_operation: string, _runId: number, _write: unknown, extra: number) => {
      extraMs.push(extra);
      if (extraMs.length === stoppedAt) stopRetrying.abort();
      const outcome = outcomes[Math.min(extraMs.length, outcomes.length) - 1]!;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  } as unknown as RunLocks;
  const schema = { latest: {}, forget: () => forgotten++ } as unknown as Schema;
  const logger = pino({}, { write: (line: string) => warned.push(JSON.parse(line).attempt) });
  const end = { result: bytes === 0 ? null : new Uint8Array(bytes), metrics: [] };
  const started = performance.now();
  const result = await storeRun(1, end, { locks, schema, logger, stopRetrying: stopRetrying.signal }).catch(
    (error: Error) => error,
  );
  return { result, attempts: extraMs.length, warned, forgotten, extraMs, ms: performance.now() - started };
}

test("a write is reported as stored, and a deleted row is reported", async () => {
  const none = { attempts: 1, warned: [], forgotten: 0 };
  expect(await store(["7"])).toMatchObject({ result: true, ...none });
  expect(await store([null])).toMatchObject({ result: false, ...none });
});

test("the deadline has an additional millisecond for every 1500 bytes", async () => {
  expect((await store(["7"], { bytes: 3_000_000 })).extraMs).toEqual([2000]);
  expect((await store(["7"])).extraMs).toEqual([0]);
});

test("while the database is unavailable, the write is retried after growing pauses, with a warning each time", async () => {
  const stored = await store([AWAY, AWAY, "7"]);
  expect(stored).toMatchObject({ result: true, attempts: 3, warned: [1, 2], forgotten: 0 });
  expect(stored.ms).toBeGreaterThan(290);
});

test("after a stop there is no attempt after the one in progress, whose error is thrown", async () => {
  expect(await store([AWAY], { stoppedAt: 2 })).toMatchObject({ result: AWAY, attempts: 2, warned: [1] });
});

test("a lost lock ends the attempts at once", async () => {
  const lost = new LostLockError("it is another process's");
  expect(await store([lost])).toMatchObject({ result: lost, attempts: 1, warned: [], forgotten: 0 });
});

test("a refusal that a retry cannot solve is reported at once, and the tables are checked again", async () => {
  const stored = await store([refusal("23514")]);
  expect(stored.result).toBeInstanceOf(RefusedError);
  expect((stored.result as Error).message).toContain("no, says 23514");
  expect(stored).toMatchObject({ attempts: 1, warned: [], forgotten: 1 });
});

test("a refusal that may be temporary, as for a full disk, is tried six times", async () => {
  expect(await store([refusal("53100"), "7"])).toMatchObject({ result: true, attempts: 2, forgotten: 0 });
  const stored = await store([refusal("53100")]);
  expect(stored.result).toBeInstanceOf(RefusedError);
  expect(stored).toMatchObject({ attempts: 6, warned: [1, 2, 3, 4, 5], forgotten: 0 });
});
