import { describe, expect, test } from "bun:test";
import { describeDrift } from "../../src/drift/describe-drift.ts";
import { Drift } from "../../src/drift/drift.ts";
import { Failure } from "../../src/errors.ts";
import { decodeReport } from "../../src/insight/decode-report.ts";
import { encodeReport } from "../../src/insight/encode-report.ts";
import { decodeMessagePack, encodeMessagePack } from "../../src/learn/core/messagepack.ts";
import type { PlainData } from "../../src/learn/core/step.ts";
import { Table } from "../../src/learn/core/table.ts";
import { createLogger, type Logger } from "../../src/logging/logger.ts";
import type { StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { predict } from "../../src/prediction/predict.ts";
import { driftOf, rowsOf, trained } from "./drift-bed.ts";
import { driftTable } from "./made-up.ts";

const ROWS = driftTable(11, 500, 0);
const stored = trained(ROWS);
const NO_LOG = createLogger("silent");

/** Returns the current series of a metric, as the values of the labels → value. */
function series(drift: Drift, name: string): Record<string, number> {
  const metric = drift.metrics.find((each) => each.name === name)!;
  return Object.fromEntries(
    metric.samples().map(({ labels, value }) => [Object.values(labels).join(" "), value]),
  );
}

/** Returns the same pipeline as if it had been trained at another time, or belonged to another model. */
function at(time: string, changes: Partial<StoredPipeline> = {}): StoredPipeline {
  return { ...stored, ...changes, provenance: { ...stored.provenance, time } };
}

function record(drift: Drift, runId: number, pipeline: StoredPipeline, rows: number): void {
  drift.record(runId, pipeline, rowsOf(pipeline, driftTable(8, rows, 1)));
}

test("predictions are recorded, of a few rows and of many, and those of a refused request are not", async () => {
  const drift = new Drift(NO_LOG);
  const options = { probabilities: false, scores: false, drift };
  for (const rows of [1, 16, 3000]) {
    await predict(stored, 7, rowsOf(stored, driftTable(1, rows, 0)), options);
  }
  await expect(
    (async () =>
      predict(stored, 7, rowsOf(stored, [{ ...ROWS[0], steady: 1.7e308, skewed: -1.7e308 }]), options))(),
  ).resolves.toBeDefined();
  expect(drift.windowOf(7, stored)?.rowsSeen).toBe(3018);
  await expect(
    predict(stored, 7, rowsOf(stored, driftTable(1, 3000, 0)), options, AbortSignal.abort()),
  ).rejects.toThrow("closed the connection");
  // The slice that was predicted before that was noticed.
  expect(drift.windowOf(7, stored)?.rowsSeen).toBe(3018 + 256);
});

test("a run that is trained again begins with an empty window", () => {
  const drift = new Drift(NO_LOG);
  record(drift, 1, at("2026-01-01T00:00:00.000Z"), 300);
  const again = at("2026-01-02T00:00:00.000Z");
  expect(describeDrift(1, again, drift.windowOf(1, again))).toMatchObject({
    rows: 0,
    rows_seen: 0,
    since: null,
  });
  record(drift, 1, again, 20);
  expect(drift.windowOf(1, again)).toMatchObject({ rows: 20, rowsSeen: 20 });
  expect(drift.windowOf(1, at("2026-01-01T00:00:00.000Z"))).toBeUndefined();
});

test("a pipeline that was decoded again continues its window", () => {
  const drift = new Drift(NO_LOG);
  record(drift, 1, stored, 30);
  record(drift, 1, { ...stored }, 30);
  expect(drift.windowOf(1, { ...stored })?.rows).toBe(60);
});

test("a run that this process has not predicted with has the table of its training and no rows", () => {
  const answer = driftOf(stored, []);
  expect(answer).toMatchObject({
    rows: 0,
    rows_seen: 0,
    since: null,
    window_size: 5000,
    columns_not_listed: 0,
  });
  expect(answer.columns).toHaveLength(7);
  for (const { values, missing_share, psi, bins } of answer.columns) {
    expect([values, missing_share, psi, new Set(bins.map(({ window_share }) => window_share))]).toEqual([
      0,
      null,
      null,
      new Set([null]),
    ]);
  }
  expect(answer.warnings).toEqual([
    {
      code: "few_rows",
      column: null,
      message: "the window has 0 rows; with fewer than 100 nothing is judged",
    },
  ]);
});

describe("a run cannot be compared", () => {
  test.each([
    ["without a report", undefined, /run 1 has no report: .*STORE_REPORT was false; train it again/],
    ["with a malformed one", new Uint8Array([1, 2, 3]), /cannot be compared: 2 bytes follow/],
    [
      "with one of something else",
      encodeMessagePack({ columns: 3 }),
      /malformed at columns; train the run again/,
    ],
    [
      "with columns of something else",
      encodeMessagePack({
        columns: [encodeMessagePack({ kind: "numeric" })],
        importances: new Float64Array(0),
      }),
      /malformed at name; train the run again/,
    ],
  ])("%s, and predictions go on", (_, report, message) => {
    const drift = new Drift(NO_LOG);
    const other = { ...stored, report };
    record(drift, 1, other, 10);
    const described = () => describeDrift(1, other, drift.windowOf(1, other));
    expect(described).toThrow(Failure);
    expect(described).toThrow(message);
    expect(drift.metrics.flatMap((metric) => metric.samples())).toEqual([]);
  });
});

test("of a kind of column that this program does not know, missing values are compared", () => {
  const { columns, ...report } = decodeReport(stored.report!);
  const others = columns.map((column) => (column.name === "plan" ? { ...column, kind: "duration" } : column));
  const other = { ...stored, report: encodeReport({ ...report, columns: others } as never) };
  const rows = Array.from({ length: 200 }, (_, i) => ({ ...ROWS[i], plan: i % 4 === 0 ? null : "gold" }));
  const answer = driftOf(other, [rows]);
  expect(answer.columns.find(({ name }) => name === "plan")).toEqual({
    name: "plan",
    kind: "other",
    values: 150,
    training_missing_share: 0,
    missing_share: 0.25,
    unknown_share: null,
    out_of_range_share: null,
    psi: null,
    psi_by_chance: null,
    verdict: null,
    values_needed: null,
    bins: [],
  });
  expect(answer.warnings).toContainEqual(expect.objectContaining({ code: "more_missing", column: "plan" }));
});

test("of dates, missing values are compared: new ones are always later than those of the training", () => {
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const rows = ROWS.map((row, i) => ({ ...row, day: day(i) }));
  const later = ROWS.map((row, i) => ({ ...row, day: i % 4 === 0 ? null : day(i + 1000) }));
  const answer = driftOf(trained(rows), [later]);
  expect(answer.columns.find(({ name }) => name === "day")).toMatchObject({
    kind: "datetime",
    missing_share: 0.25,
    out_of_range_share: null,
    psi: null,
    bins: [],
  });
  expect(answer.warnings.filter(({ column }) => column === "day").map(({ code }) => code)).toEqual([
    "more_missing",
  ]);
});

test("with a report that an earlier version stored, without counts between deciles, there is no index of numbers", () => {
  const { columns, ...report } = decodeReport(stored.report!);
  const bytes = encodeReport({
    ...report,
    columns: columns.map((column) => (column.kind === "numeric" ? { ...column, decile_counts: [] } : column)),
  });
  const encoded = decodeMessagePack(bytes) as { columns: Uint8Array[] };
  const earlier = {
    ...encoded,
    columns: encoded.columns.map((column) => {
      const { decile_counts: _, ...others } = decodeMessagePack(column) as Record<string, PlainData>;
      return encodeMessagePack(others);
    }),
  };
  const answer = driftOf({ ...stored, report: encodeMessagePack(earlier as unknown as PlainData) }, [ROWS]);
  const numbers = answer.columns.filter(({ kind }) => kind === "numeric");
  expect(numbers.length).toBeGreaterThan(1);
  for (const { psi, values, out_of_range_share } of numbers) {
    expect([psi, values > 0, out_of_range_share]).toEqual([null, true, 0]);
  }
});

test("columns whose names are cut to the same text are left out", () => {
  const long = "x".repeat(100);
  const rows = ROWS.map(({ steady, stars }) => ({ [`${long}1`]: steady, [`${long}2`]: stars, stars }));
  const answer = driftOf(trained(rows), [rows]);
  expect([answer.columns.map(({ name }) => name), answer.columns_not_listed]).toEqual([["stars"], 2]);
});

test("rows that cannot be counted are logged and change nothing else", () => {
  const lines: unknown[][] = [];
  const logger = { ...NO_LOG, error: (...values: unknown[]) => void lines.push(values) } as Logger;
  const drift = new Drift(logger);
  drift.record(1, stored, Table.fromColumns([], [], 5));
  record(drift, 2, stored, 5);
  expect(drift.windowOf(2, stored)?.rows).toBe(5);
  expect(lines).toEqual([
    [
      { run_id: 1, model: "ridge", err: expect.any(RangeError) },
      expect.stringMatching(/^predicted rows could not be counted: no column \d in 0$/),
    ],
  ]);
});

describe("the metrics", () => {
  test("are of the run of a model that was trained last", () => {
    const drift = new Drift(NO_LOG);
    record(drift, 9, at("2026-01-01T00:00:00.000Z"), 600);
    record(drift, 4, at("2026-03-01T00:00:00.000Z"), 300);
    record(drift, 5, at("2026-02-01T00:00:00.000Z"), 200);
    expect(series(drift, "mlsvc_drift_window_rows")).toEqual({ ridge: 300 });
    const { columns } = describeDrift(
      4,
      at("2026-03-01T00:00:00.000Z"),
      drift.windowOf(4, at("2026-03-01T00:00:00.000Z")),
    );
    expect(series(drift, "mlsvc_drift_psi")).toEqual(
      Object.fromEntries(columns.map(({ name, psi }) => [`ridge ${name}`, psi!])),
    );
  });

  test("have the shares of the window, and count numbers out of range in all rows", () => {
    const drift = new Drift(NO_LOG);
    const rows = Array.from({ length: 8000 }, (_, i) => ({
      ...ROWS[i % 500]!,
      steady: i % 2 === 0 ? -1 : 5,
      plan: i % 5 === 0 ? "silver" : null,
    }));
    drift.record(1, stored, rowsOf(stored, rows));
    expect(series(drift, "mlsvc_predict_out_of_range_values_total")).toEqual({ "ridge steady": 4000 });
    expect(series(drift, "mlsvc_drift_window_ratio")).toMatchObject({
      "ridge steady missing": 0,
      "ridge steady out_of_range": 0.5,
      "ridge plan missing": 0.8,
      "ridge plan unknown": 0.2,
      "ridge active missing": 0,
    });
    expect(series(drift, "mlsvc_drift_window_ratio")).not.toHaveProperty("ridge active unknown");
  });

  test("have no series of a model that this program lacks, and its counter is that of others", () => {
    const drift = new Drift(NO_LOG);
    const elsewhere = at("2026-01-01T00:00:00.000Z", { model: "from elsewhere" });
    drift.record(1, elsewhere, rowsOf(elsewhere, [{ ...ROWS[0]!, steady: 99 }]));
    expect(series(drift, "mlsvc_drift_window_rows")).toEqual({});
    expect(series(drift, "mlsvc_drift_psi")).toEqual({});
    expect(series(drift, "mlsvc_predict_out_of_range_values_total")).toEqual({ "other steady": 1 });
  });

  test("are bounded to 50 features of a model", () => {
    const wide = Array.from({ length: 300 }, (_, i) =>
      Object.fromEntries(Array.from({ length: 70 }, (_, j) => [`c${j}`, Math.sin(i * (j + 1))])),
    );
    const run = trained(wide);
    const drift = new Drift(NO_LOG);
    const far = wide.map((row) => Object.fromEntries(Object.keys(row).map((name) => [name, 9])));
    for (let i = 0; i < 4; i++) drift.record(1, run, rowsOf(run, far));
    const answer = describeDrift(1, run, drift.windowOf(1, run));
    expect([answer.columns.length, answer.columns_not_listed]).toEqual([60, 10]);
    expect(Object.keys(series(drift, "mlsvc_drift_psi"))).toEqual(
      answer.columns.slice(0, 50).map(({ name }) => `ridge ${name}`),
    );
    const counted = series(drift, "mlsvc_predict_out_of_range_values_total");
    expect(Object.keys(counted)).toHaveLength(51);
    expect(counted["ridge other"]).toBe(10 * 1200);
  });

  test("lose the series of a run that leaves the memory, when predictions were asked of 1,000 others", () => {
    const drift = new Drift(NO_LOG);
    record(drift, 1, stored, 500);
    expect(Object.keys(series(drift, "mlsvc_drift_psi"))).toHaveLength(7);
    const lasso = trained(ROWS.slice(0, 300), "lasso");
    const [row] = [rowsOf(lasso, ROWS.slice(0, 1))];
    for (let runId = 2; runId <= 1001; runId++) drift.record(runId, lasso, row);
    expect(series(drift, "mlsvc_drift_window_rows")).toEqual({ lasso: 1 });
    expect(series(drift, "mlsvc_drift_psi")).toEqual({});
    expect(drift.windowOf(1, stored)).toBeUndefined();
    expect(drift.windowOf(1001, lasso)?.rows).toBe(1);
  });

  test("and the windows stay within 64 MiB", () => {
    const drift = new Drift(NO_LOG);
    const wide = Array.from({ length: 300 }, (_, i) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, j) => [`c${j}`, Math.sin(i * (j + 1))])),
    );
    const run = trained(wide);
    const many = rowsOf(
      run,
      Array.from({ length: 5000 }, (_, i) => wide[i % 300]!),
    );
    for (let runId = 1; runId <= 300; runId++) drift.record(runId, run, many);
    const kept = Array.from({ length: 300 }, (_, i) => drift.windowOf(i + 1, run)).filter(
      (each) => each !== undefined,
    );
    const bytes = kept.reduce((sum, window) => sum + window.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(67_108_864);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(300);
    expect(drift.windowOf(300, run)).toBeDefined();
    expect(drift.windowOf(1, run)).toBeUndefined();
  }, 20_000);
});

test("the warnings say in words what is remarkable", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    ...ROWS[i % 500]!,
    steady: i % 3 === 0 ? null : i % 3 === 1 ? 40 : 5,
    plan: i % 10 === 0 ? "silver" : "basic",
  }));
  const { warnings } = driftOf(stored, [rows]);
  const about = (column: string) =>
    warnings.filter((each) => each.column === column).map(({ code, message }) => [code, message]);
  expect(about("steady")).toEqual([
    ["more_missing", '"steady" is missing in 33.4 % of the rows; in the training it was in 0 %'],
    ["out_of_range", '"steady" is less or greater than all values of the training in 33.3 % of the rows'],
    [
      "large_shift",
      expect.stringMatching(
        /^the values of "steady" are distributed very differently from the training \(PSI \d\.\d\d\)$/,
      ),
    ],
  ]);
  expect(about("plan").map(([code]) => code)).toEqual(["unknown_categories", "large_shift"]);
  expect(warnings.map(({ column }) => column).filter((name) => name !== "steady" && name !== "plan")).toEqual(
    [],
  );
});
