import { describe, expect, test } from "bun:test";
import {
  accuracy,
  balancedAccuracy,
  f1Macro,
  logLoss,
  precisionMacro,
  recallMacro,
  rocAuc,
} from "../../src/learn/metrics/classification.ts";
import { mae, r2, rmse } from "../../src/learn/metrics/regression.ts";
import { readGolden } from "./golden.ts";

interface MetricCase {
  readonly id: string;
  readonly function: string;
  // biome-ignore lint/suspicious/noExplicitAny: arguments differ from function to function.
  readonly args: any;
  readonly expected: number | null;
  readonly undefined?: boolean;
}

const { cases } = readGolden("metrics/metric_functions.json") as { cases: MetricCase[] };

/** Class numbers of both lists, in the order of the labels that occur in either. */
function codes(truth: unknown[], predicted: unknown[]): [Int32Array, Int32Array] {
  const labels = [...new Set([...truth, ...predicted])];
  const of = (values: unknown[]) => Int32Array.from(values, (value) => labels.indexOf(value));
  return [of(truth), of(predicted)];
}

/** A list of numbers, or of lists, as a matrix. */
function matrix(values: (number | number[])[]) {
  const rows = values.map((value) => [value].flat());
  return { rows: rows.length, columns: rows[0]?.length ?? 1, data: Float64Array.from(rows.flat()) };
}

/** Ours, where a case asks for what we have; undefined where it asks for another variant. */
function compute({ function: name, args }: MetricCase): number | undefined {
  const { y_true, y_pred, ...options } = args;
  const plain = Object.keys(options).length === 0;
  switch (name) {
    case "accuracy_score":
      return plain ? accuracy(...codes(y_true, y_pred)) : undefined;
    case "balanced_accuracy_score":
      return plain ? balancedAccuracy(...codes(y_true, y_pred)) : undefined;
    case "precision_score":
    case "recall_score": {
      const { average, zero_division = 0, ...others } = options;
      if (average !== "macro" || Object.keys(others).length > 0) return undefined;
      const of = name === "precision_score" ? precisionMacro : recallMacro;
      return of(...codes(y_true, y_pred), zero_division);
    }
    case "f1_score":
      return options.average === "macro" && !options.zero_division && Object.keys(options).length <= 2
        ? f1Macro(...codes(y_true, y_pred))
        : undefined;
    case "r2_score":
      return plain ? r2(matrix(y_true), matrix(y_pred)) : undefined;
    case "root_mean_squared_error":
      return plain ? rmse(matrix(y_true), matrix(y_pred)) : undefined;
    case "mean_absolute_error":
      return plain ? mae(matrix(y_true), matrix(y_pred)) : undefined;
    case "roc_auc_score": {
      const { y_score, ...others } = options;
      if (Object.keys(others).length > 0 || Array.isArray(y_score[0])) return undefined;
      const known = [...new Set(y_true)].sort();
      return rocAuc(
        Int32Array.from(y_true, (label) => known.indexOf(label)),
        Float64Array.from(y_score),
      );
    }
    case "log_loss": {
      const { y_proba, labels, ...others } = options;
      if (Object.keys(others).length > 0 || !Array.isArray(y_proba?.[0])) return undefined;
      const known = labels ?? [...new Set(y_true)].sort();
      return logLoss(
        Int32Array.from(y_true, (label) => known.indexOf(label)),
        matrix(y_proba),
      );
    }
    default:
      return undefined;
  }
}

describe("metric functions", () => {
  let compared = 0;
  for (const golden of cases) {
    const own = compute(golden);
    if (own === undefined) continue;
    compared++;
    test(`${golden.id} is scikit-learn's`, () => {
      if (golden.undefined || golden.expected === null) expect(own).toBeNaN();
      else
        expect(Math.abs(own - golden.expected)).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(golden.expected)),
        );
    });
  }
  test("the file holds many cases for what is here", () => {
    expect(compared).toBeGreaterThan(50);
  });
});
