import { describe, expect, test } from "bun:test";
import { ValueError } from "../../src/learn/core/errors.ts";
import { isEstimator } from "../../src/learn/core/estimator.ts";
import { decodeMessagePack, encodeMessagePack } from "../../src/learn/core/messagepack.ts";
import { MetaClassifier } from "../../src/learn/core/meta-classifier.ts";
import type { Scalar } from "../../src/learn/core/order.ts";
import type { PlainData, Step } from "../../src/learn/core/step.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { apply, fit as fitOn, pack } from "./fit-and-apply.ts";
import { numeric, ODD_TABLES, type OddTable } from "./odd-tables.ts";
import { classesOf, NUMBERS, STEPS } from "./step-list.ts";
import { countHoles, expectTreatment } from "./treatment.ts";

const bytesOf = (step: Step) => encodeMessagePack(step.toState() as unknown as PlainData);

test("the list contains every step of the library", () => {
  const types = new Set(STEPS.map(({ create }) => create().type));
  for (const { type } of LIBRARY_STEPS) expect(types).toContain(type);
});

for (const listed of STEPS) {
  const {
    name,
    create,
    rows,
    missing = "refused",
    leavesEmptyOut = false,
    resultsOfValue = 1,
    infinity = "refused",
    refuses = {},
    invalid = [],
    ignoresColumns = false,
    hasThreshold = false,
  } = listed;
  const few = classesOf(listed);
  // A fit on a part of the rows need not have the first one.
  const firstOfFit = (ofAll: RegExp, ofPart: RegExp) => (create() instanceof MetaClassifier ? ofPart : ofAll);
  const fit = (step: Step, X: Table, classes: readonly Scalar[] = few) => fitOn(step, X, classes);

  describe(name, () => {
    const X = pack(rows);

    test("has the same stored bytes when it is fitted twice", () => {
      expect(bytesOf(fit(create(), X))).toEqual(bytesOf(fit(create(), pack(rows))));
    });

    test("does not modify its input", () => {
      const copy = pack(rows);
      apply(fit(create(), X), X);
      expect(X.names.map((_, j) => X.column(j))).toEqual(copy.names.map((_, j) => copy.column(j)));
      if (rows === NUMBERS) expect(X.toMatrix()).toEqual(copy.toMatrix());
    });

    test("has the same result for a row alone, among other rows, in any order, and in batches of any size", () => {
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

    test("has the same results, bit for bit, after it is stored and restored", () => {
      const step = fit(create(), X);
      const restored = restoreStep(decodeMessagePack(bytesOf(step)) as never);
      expect(apply(restored, X)).toEqual(apply(step, X));
      expect(bytesOf(restored)).toEqual(bytesOf(step));
    });

    test("predicts the most probable class, the first of equally probable ones, unless it has a threshold", () => {
      const step = fit(create(), X);
      if (!isEstimator(step) || step.kind !== "classifier" || step.predictProba === undefined) return;
      const { columns, data } = step.predictProba(X);
      const most = Array.from({ length: 40 }, (_, i) => {
        const row = data.subarray(i * columns, (i + 1) * columns);
        return row.indexOf(Math.max(...row));
      });
      const threshold = step.decisionThreshold?.value;
      expect(threshold !== undefined).toBe(hasThreshold);
      const reaching = Array.from({ length: 40 }, (_, i) => (data[2 * i + 1]! >= threshold! ? 1 : 0));
      expect(Array.from(step.predict(X))).toEqual(hasThreshold ? reaching : most);
    });

    test("refuses to be used before it is fitted", () => {
      expect(() => create().toState()).toThrow(/not fitted/);
      expect(() => apply(create(), X)).toThrow(/not fitted/);
    });

    test(`${ignoresColumns ? "ignores" : "refuses"} a number of columns that differs from the fit`, () => {
      const fewer = X.select(X.names.slice(0, 1));
      if (ignoresColumns) expect(apply(fit(create(), X), fewer)).toEqual(apply(fit(create(), X), X));
      else expect(() => apply(fit(create(), X), fewer)).toThrow(ValueError);
    });

    for (const [broken, message] of invalid) {
      test(`refuses ${JSON.stringify(broken().parameters)} with the range`, () => {
        expect(() => fit(broken(), X)).toThrow(message);
        expect(() => fit(broken(), X)).toThrow(ValueError);
      });
    }

    if (rows !== NUMBERS) {
      test(`has missing text ${missing} at fit`, () => {
        const [first] = X.names as [string];
        const holed = pack(rows.map((row, i) => (i % 9 === 4 ? { ...row, [first]: null } : row)));
        if (missing === "refused") expect(() => fit(create(), holed)).toThrow(/one is null/);
        else
          expect(countHoles(apply(fit(create(), holed), holed), holed)).toBe(
            missing === "handled" ? 0 : 4 * resultsOfValue,
          );
      });
      return;
    }

    test(`has infinity ${infinity}, at fit and afterwards`, () => {
      const odd = numeric(40, 3, (i, j) =>
        i === 3 && j === 0 ? Number.POSITIVE_INFINITY : (NUMBERS[i] as { a: number }).a + j,
      );
      expectTreatment(infinity, create, {
        odd,
        classes: few,
        sound: X,
        holes: 1,
        refusal: /infinity.*"a", row 3/,
      });
    });

    test(`has missing values ${missing}, at fit and afterwards`, () => {
      const odd = numeric(40, 3, (i, j) => (i % 9 === 4 && j === 1 ? Number.NaN : Math.sin(i * (j + 1)) * 3));
      expectTreatment(missing, create, {
        odd,
        classes: few,
        sound: X,
        holes: 4,
        refusal: firstOfFit(/NaN.*"b", row 4/, /NaN.*"b", row (4|13|22|31)\b/),
      });
    });

    test(`has a column without any value ${leavesEmptyOut ? "left out" : missing}, at fit and afterwards`, () => {
      const odd = numeric(40, 3, (i, j) => (j === 1 ? Number.NaN : Math.sin(i) + j));
      if (leavesEmptyOut) {
        const others = odd.select(["a", "constant"]);
        expect(apply(fit(create(), odd), odd)).toEqual(apply(fit(create(), others), others));
        return;
      }
      expectTreatment(missing, create, {
        odd,
        classes: few,
        sound: X,
        holes: 40,
        refusal: firstOfFit(/NaN.*"b", row 0/, /NaN.*"b", row [0-9]+/),
      });
    });

    for (const [what, odd] of Object.entries(ODD_TABLES)) {
      const refusal = refuses[what as OddTable];
      test(`${refusal === undefined ? "makes finite numbers of" : "refuses"} ${what}`, () => {
        if (refusal === undefined) expect(countHoles(apply(fit(create(), odd), odd), odd)).toBe(0);
        else {
          expect(() => apply(fit(create(), odd), odd)).toThrow(refusal);
          expect(() => apply(fit(create(), odd), odd)).toThrow(ValueError);
        }
      });
    }

    if (create() instanceof Transformer) return;

    test("learns labels of every type, 2 classes and 5 classes", () => {
      const estimator = create();
      if (!isEstimator(estimator) || estimator.kind !== "classifier") {
        expect(countHoles(apply(fit(estimator, X), X), X)).toBe(0);
        return;
      }
      for (const classes of [
        ["x", "y"],
        [false, true],
        [-1, 0.5, 7],
        ["a", "b", "c", "d", "e"],
      ]) {
        if (hasThreshold && classes.length > 2) {
          expect(() => fit(create(), X, classes)).toThrow(/a decision threshold needs two classes/);
          continue;
        }
        const step = fit(create(), X, classes);
        for (const row of apply(step, X)) expect(classes[row[0] as number]).toBeDefined();
      }
    });
  });
}
