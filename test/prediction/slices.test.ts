import { expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { Table } from "../../src/learn/core/table.ts";
import { inSlices } from "../../src/prediction/slices.ts";

const numbers = (rows: number) =>
  Table.fromColumns(
    ["x"],
    [{ kind: "numeric", values: Float64Array.from({ length: rows }, (_, i) => i) }],
    rows,
  );

test("every row is passed once and in order, for any number of rows", async () => {
  for (const rows of [0, 1, 255, 256, 257, 40_000]) {
    const seen: number[] = [];
    await inSlices(numbers(rows), {}, (slice, first) => {
      expect(first).toBe(seen.length);
      seen.push(...slice.toMatrix().data);
    });
    expect(seen).toEqual(Array.from({ length: rows }, (_, i) => i));
  }
});

test("the event loop runs between two slices", async () => {
  let turns = 0;
  let slices = 0;
  const other = () => {
    turns++;
    if (slices < 3) setImmediate(other);
  };
  setImmediate(other);
  await inSlices(numbers(3000), {}, () => {
    slices++;
  });
  expect(slices).toBeGreaterThanOrEqual(3);
  expect(turns).toBeGreaterThanOrEqual(2);
});

test("slices get smaller when rows are slow", async () => {
  const sizes: number[] = [];
  await inSlices(numbers(512), {}, (slice) => {
    sizes.push(slice.rows);
    for (const until = performance.now() + 25; performance.now() < until; );
  });
  expect(sizes.slice(0, 3)).toEqual([256, 128, 64]);
});

test("no more slices are worked on once the client has closed the connection", async () => {
  const client = new AbortController();
  let slices = 0;
  const work = inSlices(numbers(10_000), { signal: client.signal }, () => {
    slices++;
    client.abort();
  });
  expect(await work.catch((error) => error)).toBeInstanceOf(Failure);
  expect(slices).toBe(1);
});

test("work that takes too long fails with a 503 that says how many rows are done", async () => {
  const work = inSlices(numbers(10_000), { timeoutSeconds: 1e-9 }, () => {});
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    kind: "unavailable",
    message: expect.stringMatching(/PREDICT_TIMEOUT_SECONDS\), 256 of 10000 rows done/),
  });
});
