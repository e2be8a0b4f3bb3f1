import { expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import { drain, receive } from "../../src/ingest/received-body.ts";
import type { Table } from "../../src/learn/core/table.ts";
import type { PipelineSchema } from "../../src/learn/pipeline.ts";
import { LARGE_BYTES, readTable } from "../../src/prediction/read-table.ts";

const SCHEMA: PipelineSchema = {
  featureNames: ["__proto__", "word", "flag", "number"],
  featureKinds: ["numeric", "string", "boolean", "numeric"],
  labelNames: ["y"],
  classes: null,
};
const LIMITS = { maxRows: 100, maxColumns: 10 };

const rows = Array.from({ length: 50 }, (_, i) =>
  Object.fromEntries([
    ["__proto__", i],
    ["word", i % 7 === 0 ? null : `w${i % 5}`],
    ["flag", i % 3 === 0],
    ["number", i === 9 ? null : Math.sin(i)],
    ["passed over", "x"],
  ]),
);

/** The ways in which a body is read: at once, in turns of the event loop, and by a thread. */
const WAYS = { "at once": 0, "in turns": 100_000, "by a thread": LARGE_BYTES + 1 } as const;
type Way = keyof typeof WAYS;

/** A body that is long enough to be read in that way; it arrives in chunks. */
async function bodyOf(value: unknown, way: Way) {
  const bytes = new TextEncoder().encode(JSON.stringify(value).padEnd(WAYS[way]));
  async function* chunks() {
    for (let from = 0; from < bytes.length; from += 60_001) yield bytes.slice(from, from + 60_001);
  }
  return receive(chunks(), bytes.length, LARGE_BYTES);
}
const read = async (value: unknown, way: Way) => readTable(await bodyOf(value, way), SCHEMA, LIMITS);
/** The columns with their numbers in plain lists, where NaN equals NaN. */
const columnsOf = (table: Table) =>
  table.names.map((_, index) => {
    const column = table.column(index);
    return {
      ...column,
      numbers: Array.from(column.kind === "string" ? column.codes : column.values),
      values: null,
    };
  });

/** The error that a body is refused with. */
const refusalOf = (value: unknown, way: Way) =>
  read(value, way).then(
    () => undefined,
    (error: unknown) => ({ isFailure: error instanceof Failure, ...(error as Failure), text: String(error) }),
  );

for (const way of ["in turns", "by a thread"] as const) {
  test(`a body that is read ${way} has the same columns as one that is read at once`, async () => {
    const [small, large] = [await read({ features: rows }, "at once"), await read({ features: rows }, way)];
    expect([large.names, large.rows]).toEqual([small.names, 50]);
    expect(columnsOf(large)).toEqual(columnsOf(small));
    const columns = Object.fromEntries(
      SCHEMA.featureNames.map((name) => [name, rows.map((row) => row[name] ?? null)]),
    );
    expect(columnsOf(await read({ features: columns }, way))).toEqual(columnsOf(small));
    expect((await read({ features: [] }, way)).rows).toBe(0);
  });

  test(`a body that is read ${way} is refused with the same failure as one that is read at once`, async () => {
    for (const value of [
      [],
      {},
      { features: [1] },
      { features: [{ word: 1 }] },
      { features: [], labels: [] },
      { features: { word: [1], flag: [] } },
      { features: [Object.fromEntries(SCHEMA.featureNames.map((name) => [name, "Infinity"]))] },
      { features: Array(101).fill({}) },
    ]) {
      const refusal = await refusalOf(value, way);
      expect(refusal).toMatchObject({ isFailure: true, kind: "invalid" });
      expect(refusal).toEqual(await refusalOf(value, "at once"));
    }
  });

  test(`a body that is read ${way} is read no further once the client has closed the connection`, async () => {
    for (const abortAt of ["before", "meanwhile"]) {
      const client = new AbortController();
      if (abortAt === "before") client.abort();
      const body = await bodyOf({ features: Array(400).fill(rows).flat() }, way);
      const reading = Promise.resolve(
        readTable(body, SCHEMA, { ...LIMITS, maxRows: 100_000 }, client.signal),
      );
      client.abort();
      expect(await reading.catch(String)).toContain("the client closed the connection");
    }
  });
}

test("a body that fails while a thread reads it fails with the same error", async () => {
  const broken = new Failure("timeout", "too slow");
  async function* chunks() {
    yield new TextEncoder().encode(`{"features":[${" ".repeat(LARGE_BYTES)}`);
    throw broken;
  }
  const body = await receive(chunks(), 0, LARGE_BYTES);
  expect(await Promise.resolve(readTable(body, SCHEMA, LIMITS)).catch((error) => error)).toBe(broken);
});

test("a body that is no longer needed is received to its end, and the error that it ends with is thrown", async () => {
  let sent = 0;
  async function* chunks(end?: Error) {
    for (sent = 0; sent < 5; sent++) yield new Uint8Array(10);
    if (end !== undefined) throw end;
  }
  await drain(await receive(chunks(), 0, 15));
  expect(sent).toBe(5);
  await drain(await receive(chunks(), 0, 100));
  const broken = new Failure("invalid", "the body broke off");
  const body = await receive(chunks(broken), 0, 15);
  expect(sent).toBe(1);
  expect(await drain(body).catch((error) => error)).toBe(broken);
});
