import { expect, test } from "bun:test";
import { type ReceivedBody, received } from "../../src/ingest/received-body.ts";
import type { PipelineSchema } from "../../src/learn/pipeline.ts";
import { TableThread, TableThreads } from "../../src/prediction/table-thread.ts";
import { waitFor } from "../wait.ts";

const SCHEMA: PipelineSchema = {
  featureNames: ["x"],
  featureKinds: ["numeric"],
  labelNames: ["y"],
  classes: null,
};
const LIMITS = { maxRows: 1000, maxColumns: 10 };

const bodyOf = (values: readonly unknown[]) =>
  received(new TextEncoder().encode(JSON.stringify({ features: { x: values } })));

async function read(threads: TableThreads | TableThread, body: ReceivedBody, signal?: AbortSignal) {
  const column = (await threads.read(body, SCHEMA, LIMITS, signal)).column(0);
  return column.kind === "numeric" ? Array.from(column.values) : [];
}

test("a thread reads one body after another, even after one that is refused", async () => {
  const thread = new TableThread();
  expect(await read(thread, bodyOf([1, 2, 3]))).toEqual([1, 2, 3]);
  expect(await read(thread, bodyOf(["text"])).catch(String)).toContain("must be a number");
  expect(thread.isFree).toBe(true);
  expect(await read(thread, bodyOf([4]))).toEqual([4]);
  thread.end();
  expect(thread.isFree).toBe(false);
  expect(await read(thread, bodyOf([5])).catch(String)).toContain("was ended");
});

test("a thread that is done is kept for the next body, and ended after a while", async () => {
  const threads = new TableThreads(50);
  expect(await Promise.all([read(threads, bodyOf([1])), read(threads, bodyOf([2]))])).toEqual([[1], [2]]);
  expect(threads.isWarm).toBe(true);
  expect(await read(threads, bodyOf([3]))).toEqual([3]);
  await waitFor("the thread to be ended", () => !threads.isWarm);
  expect(await read(threads, bodyOf([4]))).toEqual([4]);
  await waitFor("the next one too", () => !threads.isWarm);
});

test("a thread whose body failed, or whose client closed the connection, is not kept", async () => {
  const threads = new TableThreads();
  async function* broken() {
    yield new TextEncoder().encode("{");
    throw new Error("reset");
  }
  const body = { chunks: [], rest: broken(), expectedBytes: 0 };
  expect(await read(threads, body).catch(String)).toContain("reset");
  expect(threads.isWarm).toBe(false);
  expect(await read(threads, bodyOf([1]), AbortSignal.abort()).catch(String)).toContain(
    "closed the connection",
  );
  expect(threads.isWarm).toBe(false);
});
