import { afterEach, expect, test } from "bun:test";
import { readSettings } from "../../src/config/config.ts";
import { type FitWorker, UNOBSERVED } from "../../src/training/fit-worker.ts";
import { ThreadPool } from "../../src/training/thread-pool.ts";
import { waitFor } from "../wait.ts";

const SETTINGS = readSettings({});
const TIME = "2026-01-02T03:04:05.000Z";
const LINE = Array.from({ length: 40 }, (_, i) => ({ x: Math.sin(i), text: String(i % 7) }));
const BODY = { features: LINE, labels: LINE.map(({ x }) => ({ y: 3 * x + 1 })) };

let pool = new ThreadPool();
const threads = new Set<FitWorker>();
afterEach(() => {
  pool.close();
  for (const thread of threads) thread.terminate();
  threads.clear();
  pool = new ThreadPool();
});

function take(observer = UNOBSERVED): FitWorker {
  const thread = pool.take(observer);
  threads.add(thread);
  return thread;
}

async function prepare(thread: FitWorker, body: unknown = BODY) {
  thread.begin("ridge", SETTINGS);
  await thread.write(new TextEncoder().encode(JSON.stringify(body)));
  return thread.prepare();
}

/** Returns the message with which a body without rows is refused. */
const refusal = (thread: FitWorker) =>
  prepare(thread, { features: [], labels: [] }).then(
    () => "it was taken",
    (error: Error) => error.message,
  );

/** Releases a thread, and waits until it can serve another run. */
async function released(thread: FitWorker): Promise<void> {
  thread.release();
  await waitFor("the thread to be tidy", () => pool.isWarm);
}

async function fit(thread: FitWorker): Promise<Uint8Array> {
  await prepare(thread);
  return (await thread.fit(TIME)).bytes;
}

test("a thread that has finished a fit serves the next run, with the same bytes as a new thread", async () => {
  const first = take();
  const cold = await fit(first);
  await released(first);
  const again = take();
  expect(again).toBe(first);
  expect(await fit(again)).toEqual(cold);
});

test("the warnings of one run are not repeated for the next, nor for its caller", async () => {
  const warned: string[] = [];
  const first = take({ ...UNOBSERVED, warning: (message) => warned.push(message) });
  expect((await prepare(first)).warnings).toEqual([expect.stringContaining("text")]);
  await first.fit(TIME);
  await released(first);
  const before = warned.length;
  const plain = { features: LINE.map(({ x }) => ({ x })), labels: BODY.labels };
  const second = take();
  expect((await prepare(second, plain)).warnings).toEqual([]);
  await second.fit(TIME);
  expect(warned).toHaveLength(before);
});

test("a thread that was cancelled, refused its rows or never fitted is not used again", async () => {
  const cancelled = take();
  await prepare(cancelled);
  cancelled.terminate();
  cancelled.release();
  const refused = take();
  expect(refused).not.toBe(cancelled);
  expect(await refusal(refused)).toContain("at least one row");
  refused.release();
  expect(refused.isAlive).toBe(false);
  const unused = take();
  unused.release();
  expect(unused.isAlive).toBe(false);
});

test("a thread that failed in its second run is ended, although the first succeeded", async () => {
  const thread = take();
  await fit(thread);
  await released(thread);
  expect(take()).toBe(thread);
  expect(await refusal(thread)).toContain("at least one row");
  thread.release();
  expect(thread.isAlive).toBe(false);
});

test("one thread is kept idle, not two", async () => {
  const [first, second] = [take(), take()];
  expect(second).not.toBe(first);
  await Promise.all([fit(first), fit(second)]);
  first.release();
  second.release();
  expect([first.isAlive, second.isAlive]).toEqual([true, false]);
});

test("an idle thread is ended after its time, and when the pool is closed", async () => {
  pool = new ThreadPool(1);
  const quiet = take();
  await fit(quiet);
  quiet.release();
  await waitFor("the thread to end", () => !quiet.isAlive);
  pool = new ThreadPool();
  const closed = take();
  await fit(closed);
  closed.release();
  pool.close();
  expect(closed.isAlive).toBe(false);
});

test("a thread that holds too much memory after its run is ended", async () => {
  pool = new ThreadPool(60_000, 1, 0);
  const thread = take();
  await fit(thread);
  thread.release();
  await waitFor("the thread to end", () => !thread.isAlive);
});
