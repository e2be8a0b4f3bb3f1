import { describe, expect, test } from "bun:test";
import type { ClassifierEstimator, RegressorEstimator } from "../../../src/learn/core/estimator.ts";
import { LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import { readGolden } from "../golden/cases.ts";
import { monotonicTable } from "../golden/monotonic-table.ts";
import { distance } from "../tree/data.ts";

interface Case {
  readonly estimator: string;
  readonly params: Record<string, unknown>;
  readonly columns: string[];
  readonly constraints: Record<string, number>;
  readonly predictions: number[];
}

const { seed, rows, cases } = readGolden("figures/monotonic.json") as {
  seed: number;
  rows: number;
  cases: Case[];
};
const { X, y } = monotonicTable(seed, rows);
const least = Math.min(...y);
const positive = { rows, columns: 1, data: Float64Array.from(y, (value) => value - least + 0.01) };
const middle = medianOf(positive.data);
const above = {
  classes: ["no", "yes"],
  codes: Int32Array.from(positive.data, (value) => (value > middle ? 1 : 0)),
};

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
}

function create({ estimator, params }: Case, monotonic_cst: unknown) {
  const Step = LIBRARY_STEPS.find(({ type }) => type === estimator)!;
  const max_features =
    params.max_features === undefined && "max_features" in params ? { max_features: null } : {};
  return new Step({ ...params, ...max_features, monotonic_cst }) as RegressorEstimator | ClassifierEstimator;
}

function outputs(step: RegressorEstimator | ClassifierEstimator, columns: readonly string[]): Float64Array {
  const table = X.select(columns);
  if (step.kind === "regressor") return step.fit(table, positive).predict(table).data;
  return step.fit(table, above).predictProba!(table).data.filter((_, at) => at % 2 === 1);
}

describe("predictions under monotonic constraints are scikit-learn's:", () => {
  for (const one of cases) {
    test(`${one.estimator} ${JSON.stringify(one.params)} of ${one.columns}`, () => {
      const predicted = outputs(create(one, one.constraints), one.columns);
      expect(
        distance(
          predicted.filter((_, row) => row % 7 === 0),
          one.predictions,
        ),
      ).toBeLessThan(1e-10);
    });
  }
});

test("a list has a constraint for each column in order", () => {
  for (const one of cases.slice(0, 12)) {
    const list = one.columns.map((name) => one.constraints[name] ?? 0);
    expect(outputs(create(one, list), one.columns)).toEqual(
      outputs(create(one, one.constraints), one.columns),
    );
  }
});

test("constraints of 0 alone change nothing", () => {
  for (const one of cases.slice(0, 12)) {
    expect(outputs(create(one, { a: 0, b: 0 }), one.columns)).toEqual(
      outputs(create(one, null), one.columns),
    );
  }
});
