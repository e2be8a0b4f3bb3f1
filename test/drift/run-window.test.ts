import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { describeDrift } from "../../src/drift/describe-drift.ts";
import { Drift } from "../../src/drift/drift.ts";
import { WINDOW_ROWS } from "../../src/drift/window-rows.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { driftOf, rowsOf, trained } from "./drift-bed.ts";
import { type DriftRow, driftTable } from "./made-up.ts";

const stored = trained(driftTable(11, 500, 0));

/** What the window says, without when and how many rows it has seen. */
function said(batches: readonly (readonly DriftRow[])[]) {
  const { since, rows_seen, ...others } = driftOf(stored, batches);
  return others;
}

test("a window has the last rows, however they were divided into requests", () => {
  const rows = driftTable(3, 12_000, 0.5);
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 7000 })), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(sizes, (lengths) => {
      let end = 0;
      const batches = lengths
        .map((length) => {
          end += length;
          return rows.slice(end - length, end);
        })
        .filter(({ length }) => length > 0);
      const all = batches.flat();
      expect(said(batches)).toEqual(said([all.slice(-WINDOW_ROWS)]));
      expect(driftOf(stored, batches).rows_seen).toBe(all.length);
    }),
    { numRuns: 15 },
  );
});

test("of a request with more rows than a window has, in slices, the last ones are in it", () => {
  const rows = driftTable(4, 3 * WINDOW_ROWS + 17, 0.5);
  const drift = new Drift(createLogger("silent"));
  const table = rowsOf(stored, rows);
  for (let first = 0; first < rows.length; first += 4096) {
    const end = Math.min(rows.length, first + 4096);
    drift.record(1, stored, table.sliceRows(first, end), end, rows.length);
  }
  const { since, rows_seen, ...others } = describeDrift(1, stored, drift.windowOf(1, stored));
  expect(others).toEqual(said([rows.slice(-WINDOW_ROWS)]));
  expect(rows_seen).toBe(rows.length);
});

test("missing values, unknown categories and numbers out of range are shares of the rows", () => {
  const [usual] = driftTable(7, 1, 0);
  const rows = Array.from({ length: 200 }, (_, i) => ({
    ...usual,
    steady: i % 2 === 0 ? null : i % 4 === 1 ? 1e9 : 5,
    plan: i % 10 === 0 ? "platinum" : i % 10 === 1 ? null : "gold",
    active: i % 5 === 0 ? null : true,
  }));
  const byName = new Map(driftOf(stored, [rows]).columns.map((column) => [column.name, column]));
  expect(byName.get("steady")).toMatchObject({
    values: 100,
    training_missing_share: 0,
    missing_share: 0.5,
    unknown_share: null,
    out_of_range_share: 0.25,
  });
  expect(byName.get("plan")).toMatchObject({
    missing_share: 0.1,
    unknown_share: 0.1,
    out_of_range_share: null,
  });
  expect(byName.get("active")).toMatchObject({
    missing_share: 0.2,
    unknown_share: null,
    out_of_range_share: null,
  });
});

test("there is no index while there are too few values, and none of a column with one value", () => {
  const training = driftTable(11, 500, 0).map((row) => ({ ...row, constant: 1 }));
  const run = trained(training);
  const few = driftOf(run, [training.slice(0, 99)]);
  expect(few.columns.map(({ psi, verdict }) => [psi, verdict])).toEqual(few.columns.map(() => [null, null]));
  const enough = driftOf(run, [training.slice(0, 150)]);
  const withoutIndex = enough.columns.filter(({ psi }) => psi === null);
  expect(withoutIndex.map(({ name, values_needed }) => [name, values_needed])).toEqual([["constant", null]]);
  expect(withoutIndex[0]!.bins).toEqual([{ bin: "any number", training_share: 1, window_share: 1 }]);
});

test("the bins are named by the numbers and categories in them", () => {
  const columns = new Map(
    driftOf(stored, []).columns.map(({ name, bins }) => [name, bins.map(({ bin }) => bin)]),
  );
  expect(columns.get("active")).toEqual(["false", "true"]);
  expect(columns.get("plan")).toEqual(["basic", "gold", "team", "trial", "others"]);
  expect(columns.get("often_one")).toEqual(["< 1", "≥ 1"]);
  expect(columns.get("stars")).toEqual(["< 2", "≥ 2, < 3", "≥ 3, < 4", "4", "> 4"]);
  expect(columns.get("often_zero")![0]).toBe("≤ 0");
  expect(columns.get("steady")![1]).toMatch(/^> [\d.]+, ≤ [\d.]+$/);
});
