import { describe, expect, test } from "bun:test";
import type { NumericColumn } from "../../src/learn/column.ts";
import { ValueError } from "../../src/learn/errors.ts";
import { isEstimator, type PlainData, type Step, Transformer } from "../../src/learn/estimator.ts";
import { decodeMessagePack, encodeMessagePack } from "../../src/learn/messagepack.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { Table } from "../../src/learn/table.ts";
import { restoreStep } from "../../src/registry.ts";
import { apply, fit, pack } from "./fit-and-apply.ts";
import { NUMBERS, STEPS } from "./step-list.ts";

const bytesOf = (step: Step) => encodeMessagePack(step.toState() as unknown as PlainData);

test("the list holds every step of the library", () => {
  const types = new Set(STEPS.map(({ create }) => create().type));
  for (const { type } of LIBRARY_STEPS) expect(types).toContain(type);
});

/** A numeric table of the columns of `NUMBERS`, its values made by `value`. */
function numeric(rows: number, columns: number, value: (row: number, column: number) => number): Table {
  const names = ["a", "b", "constant"].slice(0, columns);
  return Table.fromColumns(
    names,
    names.map(
      (_, j): NumericColumn => ({
        kind: "numeric",
        values: Float64Array.from({ length: rows }, (_, i) => value(i, j)),
      }),
    ),
    rows,
  );
}

/** Fits and applies; a refusal must be a `ValueError` that says something. Gives undefined when refused. */
function outcome(create: () => Step, X: Table, classes?: readonly (string | number | boolean)[]) {
  try {
    return apply(fit(create(), X, classes), X);
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    expect((error as Error).message.length).toBeGreaterThan(10);
    return undefined;
  }
}

/** No number may be infinite or NaN where every number that went in was finite. */
function expectFinite(rows: (number | string | null)[][] | undefined): void {
  for (const row of rows ?? []) {
    for (const value of row) if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  }
}

for (const { name, create, rows, missing = "refused", infinity = "refused", invalid = [] } of STEPS) {
  describe(name, () => {
    const X = pack(rows);
    const isSupervised = isEstimator(create());

    test("fitted twice gives the same bytes", () => {
      expect(bytesOf(fit(create(), X))).toEqual(bytesOf(fit(create(), pack(rows))));
    });

    test("changes no input when it is fitted and applied", () => {
      const copy = pack(rows);
      apply(fit(create(), X), X);
      expect(X.names.map((_, j) => X.column(j))).toEqual(copy.names.map((_, j) => copy.column(j)));
      if (rows === NUMBERS) expect(X.toMatrix()).toEqual(copy.toMatrix());
    });

    test("gives a row alone what it gives it among others, in any order and in batches of any size", () => {
      const step = fit(create(), X);
      const all = apply(step, X);
      for (const i of [0, 7, 39]) expect(apply(step, X.takeRows([i]))[0]).toEqual(all[i]!);
      expect(apply(step, X.takeRows([39, 7]))).toEqual([all[39]!, all[7]!]);
      const backwards = Array.from({ length: 40 }, (_, i) => 39 - i);
      expect(apply(step, X.takeRows(backwards)).reverse()).toEqual(all);
      const many = Array.from({ length: 1000 }, (_, i) => i % 40);
      expect(apply(step, X.takeRows(many)).slice(960)).toEqual(all);
      expect(apply(step, X.takeRows([]))).toEqual([]);
    });

    test("stored and restored gives bit for bit the same", () => {
      const step = fit(create(), X);
      const restored = restoreStep(decodeMessagePack(bytesOf(step)) as never);
      expect(apply(restored, X)).toEqual(apply(step, X));
      expect(bytesOf(restored)).toEqual(bytesOf(step));
    });

    test("predicts the most probable class, the first of equals", () => {
      const step = fit(create(), X);
      if (!isEstimator(step) || step.kind !== "classifier" || step.predictProba === undefined) return;
      const { columns, data } = step.predictProba(X);
      const most = Array.from({ length: 40 }, (_, i) => {
        const row = data.subarray(i * columns, (i + 1) * columns);
        return row.indexOf(Math.max(...row));
      });
      expect(Array.from(step.predict(X))).toEqual(most);
    });

    test("refuses to be used before it is fitted", () => {
      expect(() => create().toState()).toThrow(/not fitted/);
      expect(() => apply(create(), X)).toThrow(/not fitted/);
    });

    test("refuses another number of columns than it learnt", () => {
      const fewer = X.select(X.names.slice(0, 1));
      expect(() => apply(fit(create(), X), fewer)).toThrow(ValueError);
    });

    for (const [broken, message] of invalid) {
      test(`refuses ${JSON.stringify(broken().parameters)} with the range`, () => {
        expect(() => fit(broken(), X)).toThrow(message);
        expect(() => fit(broken(), X)).toThrow(ValueError);
      });
    }

    if (rows !== NUMBERS) return;

    test(`has infinity ${infinity}, at fit and afterwards`, () => {
      const infinite = numeric(40, 3, (i, j) =>
        i === 3 && j === 0 ? Number.POSITIVE_INFINITY : (NUMBERS[i] as { a: number }).a + j,
      );
      if (infinity === "handled") {
        outcome(create, infinite);
        return;
      }
      expect(() => fit(create(), infinite)).toThrow(/infinity.*"a", row 3/);
      if (isSupervised) expect(() => apply(fit(create(), X), infinite)).toThrow(/infinity.*"a", row 3/);
    });

    test(`has missing values ${missing}, at fit and afterwards`, () => {
      const holed = numeric(40, 3, (i, j) =>
        i % 9 === 4 && j === 1 ? Number.NaN : Math.sin(i * (j + 1)) * 3,
      );
      if (missing === "refused") {
        expect(() => fit(create(), holed)).toThrow(/NaN.*"b", row 4/);
        if (isSupervised) expect(() => apply(fit(create(), X), holed)).toThrow(/NaN.*"b", row 4/);
        return;
      }
      const result = outcome(create, holed);
      if (isSupervised) expectFinite(result);
    });

    test("has an outcome for a column without any value: refused, left out, or handled", () => {
      const empty = numeric(40, 3, (i, j) => (j === 1 ? Number.NaN : Math.sin(i) + j));
      const result = outcome(create, empty);
      if (missing === "refused") expect(result).toBeUndefined();
      else if (isSupervised) expectFinite(result);
    });

    test("has a finite outcome or a clear refusal for 1 row, 1 column, 2 rows, and constant columns", () => {
      expectFinite(
        outcome(
          create,
          numeric(1, 3, (_, j) => j + 0.5),
        ),
      );
      expectFinite(
        outcome(
          create,
          numeric(2, 3, (i, j) => i + j),
        ),
      );
      expectFinite(
        outcome(
          create,
          numeric(40, 1, (i) => Math.cos(i)),
        ),
      );
      expectFinite(
        outcome(
          create,
          numeric(40, 3, () => -3.7),
        ),
      );
    });

    test("has a finite outcome or a clear refusal for huge and tiny numbers", () => {
      for (const scale of [1e300, 1e150, 1e-150, 1e-300, 5e-324]) {
        expectFinite(
          outcome(
            create,
            numeric(40, 3, (i, j) => Math.sin(i * (j + 1)) * scale),
          ),
        );
      }
      expectFinite(
        outcome(
          create,
          numeric(40, 3, (i, j) => 1e9 + Math.sin(i * (j + 1))),
        ),
      );
    });

    if (create() instanceof Transformer) return;

    test("learns labels of every type, and 2 classes as well as 5", () => {
      const estimator = create();
      if (!isEstimator(estimator) || estimator.kind !== "classifier") {
        expect(fit(create(), X, undefined, 1)).toBeDefined();
        return;
      }
      for (const classes of [
        ["x", "y"],
        [false, true],
        [-1, 0.5, 7],
        ["a", "b", "c", "d", "e"],
      ]) {
        const step = fit(create(), X, classes);
        for (const row of apply(step, X)) expect(classes[row[0] as number]).toBeDefined();
      }
    });
  });
}
