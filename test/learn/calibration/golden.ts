import type { ClassifierEstimator } from "../../../src/learn/core/estimator.ts";
import { type EncodedClasses, encodeClasses } from "../../../src/learn/core/labels.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import { pack } from "../fit-and-apply.ts";
import { readGolden } from "../golden/cases.ts";

/** What the cases of test/golden/scripts/calibration.py have in common. */
export interface GoldenCase {
  readonly dataset: string;
  readonly columns: readonly string[];
  /** The test rows that were predicted. */
  readonly rows: readonly number[];
  readonly estimator: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface CalibrationFigures {
  readonly cases: readonly (GoldenCase & {
    readonly method: "sigmoid" | "isotonic" | "temperature";
    readonly ensemble: boolean;
    readonly cv: number;
    readonly probabilities: readonly number[];
  })[];
  readonly thresholds: readonly (GoldenCase & {
    readonly calibrate: "sigmoid" | null;
    readonly tuned: Readonly<Record<string, unknown>>;
    readonly threshold: number;
    readonly score: number;
    readonly predictions: readonly number[];
  })[];
  readonly fixed: readonly (GoldenCase & {
    readonly fixed: Readonly<Record<string, unknown>>;
    readonly predictions: readonly number[];
  })[];
  readonly isotonic: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly at: readonly number[];
    readonly values: readonly number[];
  }[];
}

export const FIGURES = readGolden("figures/calibration.json") as CalibrationFigures;

const SPLITS = readGolden("splits.json") as Record<string, { test_rows: number[]; targets: string[] }>;

/** Returns the training rows of a data set, scaled, with their classes, and the rows that were predicted. */
export function dataOf({ dataset, columns, rows }: GoldenCase): {
  X: Table;
  y: EncodedClasses;
  shown: Table;
} {
  const { features, labels } = readGolden(`datasets/${dataset}.json`) as {
    features: Record<string, number>[];
    labels: Record<string, string>[];
  };
  const { test_rows, targets } = SPLITS[dataset]!;
  const held = new Set(test_rows);
  const train = Array.from(features.keys()).filter((row) => !held.has(row));
  const table = pack(features).select(columns);
  const scaler = new StandardScaler().fit(table.takeRows(train));
  return {
    X: scaler.transform(table.takeRows(train)),
    y: encodeClasses(pack(labels).select([targets[0]!]).takeRows(train)),
    shown: scaler.transform(table.takeRows(rows)),
  };
}

/** Returns the classifier of a case, unfitted. */
export function classifierOf({ estimator, params }: GoldenCase): ClassifierEstimator {
  const stepClass = LIBRARY_STEPS.find(({ type }) => type === estimator)!;
  return new stepClass(params) as ClassifierEstimator;
}
