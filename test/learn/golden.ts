import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PCA } from "../../src/learn/decomposition/pca.ts";
import type { Estimator, Transformer } from "../../src/learn/estimator.ts";
import { LogisticRegression } from "../../src/learn/linear/logistic-regression.ts";
import { Ridge } from "../../src/learn/linear/ridge.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { packRows } from "../../src/learn/rows.ts";
import type { Table } from "../../src/learn/table.ts";
import { PairedEncoder } from "../../statistical/match_margin.ts";

const FOLDER = join(import.meta.dir, "..", "golden");

/** The description of an estimator or pipeline, as the case files nest it. */
export interface Description {
  readonly estimator: string;
  readonly params?: Record<string, unknown>;
  readonly steps?: readonly Description[];
  readonly branches?: readonly (Description & { readonly branch: string; readonly columns: string[] })[];
}

export interface GoldenCase {
  readonly id: string;
  readonly task: string;
  readonly label?: string;
  readonly tolerance: { readonly kind: string; readonly rtol: number; readonly atol: number };
  readonly columns?: "all" | string[];
  readonly pipeline: Description;
  // biome-ignore lint/suspicious/noExplicitAny: fitted values differ from estimator to estimator.
  readonly fit: any;
  // biome-ignore lint/suspicious/noExplicitAny: so do outputs.
  readonly test: any;
  // biome-ignore lint/suspicious/noExplicitAny: so do metrics.
  readonly metrics?: any;
  // biome-ignore lint/suspicious/noExplicitAny: so do optima.
  readonly optimum?: any;
}

/** A JSON file of the golden folder. */
export function readGolden(path: string) {
  return JSON.parse(readFileSync(join(FOLDER, path), "utf8"));
}

/** The cases of a family whose every estimator is here, with their data packed and split. */
export function goldenCases(dataset: string, family: string): (GoldenCase & { data: Split })[] {
  const file = readGolden(`cases/${dataset}/${family}.json`) as { test_rows: number[]; cases: GoldenCase[] };
  const rows = readGolden(`datasets/${dataset}.json`);
  return file.cases
    .filter(({ pipeline }) => isSupported(pipeline))
    .map((golden) => ({ ...golden, data: split(rows, file.test_rows, golden) }));
}

export interface Split {
  readonly trainX: Table;
  readonly trainY: Table;
  readonly testX: Table;
  readonly testY: Table;
}

function split(
  data: { features: Record<string, unknown>[]; labels: Record<string, unknown>[] },
  testRows: readonly number[],
  { columns = ["home_team", "away_team"], label }: GoldenCase,
): Split {
  const names = columns === "all" ? Object.keys(data.features[0]!) : columns;
  const labels = [label ?? Object.keys(data.labels[0]!)[0]!];
  const isTest = new Set(testRows);
  const trainRows = data.features.map((_, row) => row).filter((row) => !isTest.has(row));
  const X = packRows(data.features, names, "features");
  const y = packRows(data.labels, labels, "labels");
  return {
    trainX: X.takeRows(trainRows),
    trainY: y.takeRows(trainRows),
    testX: X.takeRows(testRows),
    testY: y.takeRows(testRows),
  };
}

/** Steps of our own that take the parameters of the description as they are. */
// biome-ignore lint/suspicious/noExplicitAny: each class checks its own parameters.
const CLASSES: Record<string, new (parameters: any) => Transformer | Estimator> = {
  LogisticRegression,
  OneHotEncoder,
  PCA,
  Ridge,
  SimpleImputer,
  StandardScaler,
};

function isSupported({ estimator, params, steps, branches }: Description): boolean {
  if (params?.drop) return false;
  const parts = [...(steps ?? []), ...(branches ?? [])];
  const own =
    estimator in CLASSES ||
    ["Pipeline", "ColumnTransformer", "PairedEncoder", "BooleanToCategory"].includes(estimator);
  return own && parts.every(isSupported);
}

/** The steps that a description stands for. */
export function buildSteps(description: Description): (Transformer | Estimator)[] {
  const { estimator, params = {}, steps = [], branches = [] } = description;
  if (estimator === "Pipeline") return steps.flatMap(buildSteps);
  if (estimator === "PairedEncoder") return [new PairedEncoder()];
  // Our OneHotEncoder takes booleans as the categories "false" and "true" by itself.
  if (estimator === "BooleanToCategory") return [];
  if (estimator === "ColumnTransformer") {
    return [
      new ColumnTransformer({
        branches: branches.map((branch) => ({
          name: branch.branch,
          columns: branch.columns,
          steps: buildSteps(branch) as Transformer[],
        })),
      }),
    ];
  }
  const given = Object.fromEntries(
    Object.entries(params).filter(([name, value]) => value !== null || name === "penalty"),
  );
  return [new CLASSES[estimator]!(given)];
}

/** The largest |a − r| over atol + rtol · max |r|: at most 1 when `actual` is within the tolerance. */
export function excess(
  actual: ArrayLike<number>,
  reference: readonly (number | null)[],
  { rtol, atol }: { rtol: number; atol: number },
): number {
  if (actual.length !== reference.length) throw new Error(`${actual.length} numbers for ${reference.length}`);
  const largest = Math.max(...reference.map((value) => Math.abs(value ?? 0)));
  let worst = 0;
  reference.forEach((value, i) => {
    const distance =
      value === null ? (Number.isNaN(actual[i]!) ? 0 : Infinity) : Math.abs(actual[i]! - value);
    worst = Math.max(worst, Number.isNaN(distance) ? Infinity : distance);
  });
  return worst / (atol + rtol * largest);
}
