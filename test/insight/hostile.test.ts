import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeReport } from "../../src/insight/decode-report.ts";
import { encodeReport, MOST_BYTES } from "../../src/insight/encode-report.ts";
import { readReport } from "../../src/insight/read-report.ts";
import type { StoredReport } from "../../src/insight/report.ts";
import { StateError } from "../../src/learn/core/errors.ts";
import { encodeMessagePack } from "../../src/learn/core/messagepack.ts";
import type { PlainData } from "../../src/learn/core/step.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, encodePipeline } from "../../src/models/stored-pipeline.ts";
import { reportedRun } from "./reports.ts";

const { bytes, report } = reportedRun("two classes");
const stored = decodePipeline(bytes, restoreStep);
const encoded = stored.report!;

/** Returns what decoding does: a report, or a `StateError`. Anything else that is thrown fails the test. */
function decoded(block: Uint8Array): StoredReport | StateError {
  try {
    return decodeReport(block);
  } catch (error) {
    expect(error).toBeInstanceOf(StateError);
    return error as StateError;
  }
}

describe("whatever bytes stand in place of a report, reading them ends in a report or a StateError:", () => {
  test("any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (block) => void decoded(block)),
      { numRuns: 500 },
    );
  });

  test("a report with bytes changed", () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(encoded.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const block = encoded.slice();
          for (const [at, value] of changes) block[at] = value;
          if (decoded(block) instanceof StateError) refused++;
        },
      ),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(40);
  });

  test("a report that is cut", () => {
    for (let length = 0; length < encoded.length; length += 97) {
      expect(decoded(encoded.subarray(0, length))).toBeInstanceOf(StateError);
    }
  });

  test("any other data", () => {
    const data = fc.anything({
      withTypedArray: false,
      withDate: false,
      withMap: false,
      withSet: false,
      withNullPrototype: false,
      maxDepth: 3,
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("metrics", "columns", "labels", "steps", "evaluation"), data),
        (value) => {
          let block: Uint8Array;
          try {
            block = encodeMessagePack({
              columns: [],
              importances: new Float64Array(0),
              ...(value as object),
            });
          } catch {
            return;
          }
          expect(decoded(block)).toBeInstanceOf(StateError);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("columns and importances that are not what they should be", () => {
    const { warnings: _, ...rest } = report;
    const [first] = rest.columns;
    expect(decoded(encodeReport(rest))).not.toBeInstanceOf(StateError);
    // JSON does not have such numbers.
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(
        decoded(encodeReport({ ...rest, columns: [{ ...first!, mean: wrong } as never] })),
      ).toBeInstanceOf(StateError);
      expect(decoded(encodeReport({ ...rest, importances: [{ mean: wrong, std: 0 }] }))).toBeInstanceOf(
        StateError,
      );
    }
    const blocks = [[new Uint8Array([0xc1])], [new Uint8Array(0)], ["text"], [encodeMessagePack(null)], 7];
    for (const columns of blocks) {
      const block = encodeMessagePack({
        ...rest,
        columns,
        importances: new Float64Array(0),
      } as unknown as PlainData);
      expect(decoded(block)).toBeInstanceOf(StateError);
    }
  });
});

test("a malformed report does not keep its pipeline from predicting, and is an error that says where", () => {
  const broken = encodePipeline({
    ...stored,
    report: encodeMessagePack({ columns: [], importances: new Float64Array(0), metrics: 3 }),
  });
  expect(decodePipeline(broken, restoreStep).model).toBe("logistic_regression");
  expect(() => readReport(broken, 42)).toThrow(StateError);
  expect(() => readReport(broken, 42)).toThrow(
    /the report of the run is malformed at metrics; train the run again/,
  );
});

test("a pipeline without a report has none, and other bytes are no pipeline", () => {
  expect(readReport(encodePipeline({ ...stored, report: undefined }), 42)).toBeUndefined();
  expect(() => readReport(new Uint8Array([1, 2, 3]), 42)).toThrow(StateError);
});

test("a report that is too large is shortened until it fits", () => {
  const { columns, labels, metrics, steps, evaluation } = report;
  const many = {
    metrics,
    columns: Array.from({ length: 2000 }, (_, i) => ({ ...columns[0]!, name: `column ${i}` })),
    columns_not_listed: 5,
    labels,
    labels_not_listed: 0,
    texts_as_missing: 0,
    steps: Array.from({ length: 20 }, () => steps[0]!),
    evaluation,
  };
  const block = encodeReport(many);
  expect(block.length).toBeLessThanOrEqual(MOST_BYTES);
  const shorter = decodeReport(block);
  expect(shorter.columns.length + shorter.columns_not_listed).toBe(2005);
  expect(shorter.columns.length).toBeGreaterThan(10);
  expect(shorter.evaluation).toEqual(evaluation);
  const problems = [`${"x".repeat(MOST_BYTES)}`];
  const hopeless = decodeReport(encodeReport({ ...many, evaluation: { ...evaluation, problems } }));
  expect(hopeless.evaluation.problems).toEqual(["the report was too large"]);
});
