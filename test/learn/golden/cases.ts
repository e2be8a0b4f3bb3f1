import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packRows } from "../../../src/ingest/rows.ts";
import type { Table } from "../../../src/learn/core/table.ts";

/** The description of an estimator or pipeline, as the case files nest it. */
export interface Description {
  readonly estimator: string;
  readonly step?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly Description[];
  readonly branches?: readonly (Description & { readonly branch: string; readonly columns: string[] })[];
}

/** A recorded estimator or pipeline, with scikit-learn's results on the training rows and the test rows. */
export interface GoldenCase {
  readonly id: string;
  readonly family: string;
  readonly task: "classification" | "regression" | "transform" | "clustering" | "outliers";
  readonly label?: string;
  readonly tolerance: { readonly kind: string; readonly rtol: number; readonly atol: number };
  readonly columns?: "all" | string[];
  readonly pipeline: Description;
  readonly seeds?: readonly number[];
  // biome-ignore-start lint/suspicious/noExplicitAny: what is recorded differs from estimator to estimator.
  readonly fit?: any;
  readonly test?: any;
  readonly metrics?: any;
  readonly optimum?: any;
  readonly ties?: any;
  readonly accept?: any;
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  readonly ambiguous_test_positions?: readonly number[];
  readonly neighbor_distances?: readonly (readonly number[])[];
  readonly test_joint_log_likelihood?: readonly (readonly number[])[];
  readonly split: Split;
}

/** The training rows and the test rows of a case. */
export interface Split {
  readonly trainX: Table;
  readonly trainY: Table;
  readonly testX: Table;
  readonly testY: Table;
}

/** The folder of the reference figures; a compiled executable gets it from GOLDEN_FOLDER. */
export const GOLDEN_FOLDER = process.env.GOLDEN_FOLDER ?? join(import.meta.dir, "..", "..", "golden");

/** Reads a JSON file of the golden folder. */
export function readGolden(path: string) {
  return JSON.parse(readFileSync(join(GOLDEN_FOLDER, path), "utf8"));
}

/** Returns every case of every data set, with its rows packed and split. */
export function goldenCases(): GoldenCase[] {
  const datasets = readdirSync(join(GOLDEN_FOLDER, "cases")).sort();
  return datasets.flatMap((dataset) => {
    const rows = readGolden(`datasets/${dataset}.json`) as Rows;
    const families = readdirSync(join(GOLDEN_FOLDER, "cases", dataset)).sort();
    return families.flatMap((file) => {
      const { family, test_rows, cases } = readGolden(`cases/${dataset}/${file}`) as {
        family: string;
        test_rows: number[];
        cases: GoldenCase[];
      };
      return cases.map((recorded) => {
        const golden = { ...recorded, family };
        return { ...golden, split: split(rows, test_rows, golden) };
      });
    });
  });
}

interface Rows {
  readonly features: Record<string, unknown>[];
  readonly labels: Record<string, unknown>[];
}

function split(data: Rows, testRows: readonly number[], golden: Omit<GoldenCase, "split">): Split {
  const { columns = "all", label } = golden;
  const names =
    golden.family === "paired"
      ? ["home_team", "away_team"]
      : columns === "all"
        ? Object.keys(data.features[0]!)
        : columns;
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
