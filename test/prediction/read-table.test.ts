import { expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import type { PipelineSchema } from "../../src/learn/pipeline.ts";
import type { Table } from "../../src/learn/table.ts";
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

/** A body that the main thread reads itself, or one so long that a thread does. */
const bodyOf = (value: unknown, isLarge: boolean) =>
  new TextEncoder().encode(JSON.stringify(value).padEnd(isLarge ? LARGE_BYTES + 1 : 0));
const read = (value: unknown, isLarge: boolean) => readTable(bodyOf(value, isLarge), SCHEMA, LIMITS);
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

/** What a body is refused with. */
const refusalOf = (value: unknown, isLarge: boolean) =>
  read(value, isLarge).then(
    () => undefined,
    (error: unknown) => ({ isFailure: error instanceof Failure, ...(error as Failure), text: String(error) }),
  );

test("a large body is read by a thread, and gives the same columns", async () => {
  const [small, large] = [await read({ features: rows }, false), await read({ features: rows }, true)];
  expect([large.names, large.rows]).toEqual([small.names, 50]);
  expect(columnsOf(large)).toEqual(columnsOf(small));
  expect((await read({ features: [] }, true)).rows).toBe(0);
});

test("a large body is refused with the same failure", async () => {
  for (const value of [
    [],
    {},
    { features: [1] },
    { features: [{ word: 1 }] },
    { features: [], labels: [] },
    { features: [Object.fromEntries(SCHEMA.featureNames.map((name) => [name, "Infinity"]))] },
    { features: Array(101).fill({}) },
  ]) {
    const refusal = await refusalOf(value, true);
    expect(refusal).toMatchObject({ isFailure: true, kind: "invalid" });
    expect(refusal).toEqual(await refusalOf(value, false));
  }
});

test("the thread is not waited for once the caller went away", async () => {
  for (const abortAt of ["before", "meanwhile"]) {
    const caller = new AbortController();
    if (abortAt === "before") caller.abort();
    const reading = readTable(bodyOf({ features: rows }, true), SCHEMA, LIMITS, caller.signal);
    caller.abort();
    expect(await reading.catch(String)).toContain("the caller went away");
  }
});
