import { expect, test } from "bun:test";
import * as fc from "fast-check";
import * as v from "valibot";
import { driftAnswer } from "../../src/drift/drift-answer.ts";
import { columnSchema } from "../../src/insight/column-schema.ts";
import { decodeReport } from "../../src/insight/decode-report.ts";
import { encodeReport } from "../../src/insight/encode-report.ts";
import { arbitraryOf } from "../insight/schema-arbitrary.ts";
import { driftOf, trained } from "./drift-bed.ts";
import { driftTable } from "./made-up.ts";

const ROWS = driftTable(11, 500, 0);
const stored = trained(ROWS);
const { columns, ...report } = decodeReport(stored.report!);

test("whatever summaries stand in a stored report, rows are compared with them to an answer of the schema", () => {
  const summaries = fc.tuple(...columns.map(() => arbitraryOf(columnSchema)));
  const rows = ROWS.slice(0, 300).map((row, i) => (i % 7 === 0 ? { ...row, steady: null, plan: null } : row));
  fc.assert(
    fc.property(summaries, (made) => {
      // Their own names, so that they are compared.
      const named = made.map((summary, i) => ({ ...(summary as object), name: columns[i]!.name }));
      const answer = driftOf({ ...stored, report: encodeReport({ ...report, columns: named } as never) }, [
        rows,
      ]);
      expect(v.parse(driftAnswer, JSON.parse(JSON.stringify(answer)))).toEqual(answer);
      expect(answer.columns).toHaveLength(7);
      for (const { values, bins, kind } of answer.columns) {
        expect(values).toBeGreaterThan(200);
        if (kind === "other" || kind === "datetime") continue;
        expect(bins.reduce((sum, { window_share }) => sum + window_share!, 0)).toBeCloseTo(1, 12);
      }
    }),
    { numRuns: 200 },
  );
});

test("a report with more categories of a column than a window can tell apart is refused", () => {
  const categories = Array.from({ length: 252 }, (_, i) => ({ value: `c${i}`, count: 5 }));
  const named = columns.map((column) => (column.kind === "string" ? { ...column, categories } : column));
  const odd = { ...stored, report: encodeReport({ ...report, columns: named } as never) };
  expect(() => driftOf(odd, [ROWS.slice(0, 10)])).toThrow(
    "the stored pipeline of run 1 cannot be compared: its report has 253 bins of a column",
  );
});
