import { expect, test } from "bun:test";
import type { Database } from "../../src/database/connection.ts";
import type { Schema } from "../../src/database/schema/schema.ts";
import { Reports } from "../../src/reports/reports.ts";
import { reportedRun } from "../insight/reports.ts";

const { bytes } = reportedRun("clusters");
/** A row of the pipelines that are stored in `createReports`. */
interface Row {
  tag: string;
  run_status: string;
  bytes: Uint8Array | null;
}

/** Returns the reports of one run that is stored as `row` says, and how often its bytes were read. */
function createReports(row: Row) {
  const reads = { tag: 0, bytes: 0 };
  const sql = {
    async unsafe(statement: string) {
      if (!statement.includes("run_result")) {
        reads.tag++;
        return [{ tag: row.tag }];
      }
      reads.bytes++;
      return [{ status: row.run_status, tag: row.tag, size: row.bytes?.length ?? null, bytes: row.bytes }];
    },
  };
  const database = { run: (_operation: string, statement: (sql: unknown) => unknown) => statement(sql) };
  const schema = {
    requireReadable() {},
    explain(error: unknown) {
      throw error;
    },
  };
  const reports = new Reports({
    database: database as unknown as Database,
    schema: schema as unknown as Schema,
    maxResultBytes: 1e9,
  });
  return { reports, reads };
}

test("a report is written once for each version of the row, and the version is asked for every time", async () => {
  const row = { tag: "1", run_status: "SUCCESS", bytes };
  const { reports, reads } = createReports(row);
  const first = await reports.get(42, "json");
  expect(first).toMatchObject({ tag: "1", model: "kmeans" });
  expect(await reports.get(42, "json")).toBe(first);
  expect(reads).toEqual({ tag: 2, bytes: 1 });
  row.tag = "2";
  expect((await reports.get(42, "json")).tag).toBe("2");
  expect(reads).toEqual({ tag: 3, bytes: 2 });
  expect((await reports.get(42, "html")).text).toStartWith("<!doctype html>");
  expect(reads).toEqual({ tag: 4, bytes: 3 });
});

test("requests that ask for the same report while it is written share it", async () => {
  const { reports, reads } = createReports({ tag: "1", run_status: "SUCCESS", bytes });
  const written = await Promise.all(Array.from({ length: 5 }, () => reports.get(42, "html")));
  expect(new Set(written).size).toBe(1);
  expect(reads).toEqual({ tag: 5, bytes: 1 });
});

test("when too many wait, further requests are refused until there is room", async () => {
  const { reports } = createReports({ tag: "1", run_status: "SUCCESS", bytes });
  const results = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => reports.get(i, "json")));
  const refused = results.filter(({ status }) => status === "rejected");
  expect(refused.length).toBe(8);
  expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({
    kind: "unavailable",
    message: "too many reports are being written; try again later",
  });
  expect((await reports.get(1, "json")).model).toBe("kmeans");
});

test("a report that fails holds up none of those behind it", async () => {
  const row: Row = { tag: "1", run_status: "FAILED", bytes: null };
  const { reports } = createReports(row);
  const failed = reports.get(42, "json");
  await expect(failed).rejects.toMatchObject({
    kind: "conflict",
    message: "run 42 has no pipeline; its status is FAILED",
  });
  Object.assign(row, { tag: "2", bytes });
  expect((await reports.get(42, "json")).model).toBe("kmeans");
});
