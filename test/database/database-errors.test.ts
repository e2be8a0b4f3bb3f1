import { afterAll, beforeAll, expect, test } from "bun:test";
import { readDatabaseAddress } from "../../src/config/database-address.ts";
import { Database } from "../../src/database/connection.ts";
import { DatabaseErrors } from "../../src/database/database-errors.ts";
import { RunLocks } from "../../src/database/run-locks.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase(["iris"]);
});
afterAll(() => testDatabase.drop());

/** Returns the operations with errors. */
function counts(errors: DatabaseErrors): Record<string, number> {
  const samples = errors.metric.samples().filter(({ value }) => value > 0);
  return Object.fromEntries(samples.map(({ labels, value }) => [labels.operation!, value]));
}

test("every operation has a series from the beginning", () => {
  const samples = new DatabaseErrors().metric.samples();
  expect(samples.length).toBeGreaterThan(5);
  expect(samples.every(({ value }) => value === 0)).toBe(true);
});

test("errors of the server are counted by operation, answers are not", async () => {
  const errors = new DatabaseErrors();
  const address = readDatabaseAddress({ DATABASE_URL: testDatabase.url });
  const database = new Database(address, 5000, errors);
  const locks = new RunLocks(address, 5000, errors);
  await database.run("lookup_run", (sql) => sql`select 1`);
  expect(await locks.acquire(1, () => {})).toBe(true);
  expect(counts(errors)).toEqual({});
  const wrong = database.run("sweep_dead_runs", (sql) => sql`select * from nowhere`);
  await expect(wrong).rejects.toThrow('relation "nowhere" does not exist');
  const refused = locks.transaction("store_run", 1, async (sql) => {
    await sql`select 1 / 0`;
    return null;
  });
  await expect(refused).rejects.toThrow("division by zero");
  expect(counts(errors)).toEqual({ sweep_dead_runs: 1, store_run: 1 });
  await locks.release(1);
  await Promise.all([database.close(), locks.close()]);
});

test("a database that cannot be reached is counted once per attempt", async () => {
  const errors = new DatabaseErrors();
  const address = readDatabaseAddress({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
  const database = new Database(address, 1000, errors);
  const locks = new RunLocks(address, 1000, errors);
  for (let attempt = 0; attempt < 2; attempt++)
    await database.run("read_pipeline", (sql) => sql`select 1`).catch(() => {});
  await locks.acquire(1, () => {}).catch(() => {});
  expect(counts(errors)).toEqual({ read_pipeline: 2, lock_run: 1 });
});
