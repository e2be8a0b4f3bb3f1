import { expect, test } from "bun:test";
import { pino } from "pino";
import postgres from "postgres";
import { LostLockError } from "../../src/database/lock-connection.ts";
import type { RunLocks } from "../../src/database/run-locks.ts";
import type { Schema } from "../../src/database/schema/schema.ts";
import { Failure } from "../../src/errors.ts";
import { RefusedError, storeRun } from "../../src/training/store-run.ts";

const END = { result: null, metrics: [] };
const AWAY = new Failure("unavailable", "the database cannot be used: connection refused");

/** The refusal of a server that answers, by its SQLSTATE. */
function refusal(code: string): Failure {
  const cause = Object.assign(new postgres.PostgresError("no"), { code });
  return new Failure("unavailable", `the database cannot be used: no (SQLSTATE ${code})`, [], { cause });
}

/** Stores an end where each attempt comes out as listed, the last again and again. */
async function store(outcomes: readonly (string | null | Error)[]) {
  const hurry = new AbortController();
  const warnings: string[] = [];
  let attempts = 0;
  let forgotten = 0;
  const locks = {
    transaction: async () => {
      attempts++;
      if (attempts === HURRIED) hurry.abort();
      const outcome = outcomes[Math.min(attempts, outcomes.length) - 1]!;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  } as unknown as RunLocks;
  const schema = { latest: {}, forget: () => forgotten++ } as unknown as Schema;
  const logger = pino({}, { write: (line: string) => warnings.push(JSON.parse(line).msg) });
  const result = await storeRun(1, END, { locks, schema, logger, hurry: hurry.signal }).catch(
    (error: Error) => error,
  );
  return { result, attempts, warnings: warnings.length, forgotten };
}

/** The attempt at which the process is in a hurry; none of the tests that need no hurry comes so far. */
const HURRIED = 4;

test("what is written is stored, and a row that is gone is told", async () => {
  expect(await store(["7"])).toEqual({ result: true, attempts: 1, warnings: 0, forgotten: 0 });
  expect(await store([null])).toEqual({ result: false, attempts: 1, warnings: 0, forgotten: 0 });
});

test("while the database is away it is tried again, with a warning each time", async () => {
  expect(await store([AWAY, AWAY, "7"])).toEqual({ result: true, attempts: 3, warnings: 2, forgotten: 0 });
});

test("a hurry ends the attempts after the one at hand, with its error", async () => {
  expect(await store([AWAY])).toEqual({ result: AWAY, attempts: HURRIED, warnings: 3, forgotten: 0 });
});

test("a lost lock ends them at once", async () => {
  const lost = new LostLockError("it is another process's");
  expect(await store([lost])).toEqual({ result: lost, attempts: 1, warnings: 0, forgotten: 0 });
});

test("a refusal that trying again cannot mend is told at once, and the tables are looked at anew", async () => {
  const { result, ...rest } = await store([refusal("23514")]);
  expect(result).toBeInstanceOf(RefusedError);
  expect((result as Error).message).toContain("SQLSTATE 23514");
  expect(rest).toEqual({ attempts: 1, warnings: 0, forgotten: 1 });
});

test("a refusal that may pass, as of a full disk, is tried again", async () => {
  expect(await store([refusal("53100"), refusal("53100"), "7"])).toEqual({
    result: true,
    attempts: 3,
    warnings: 2,
    forgotten: 0,
  });
});
