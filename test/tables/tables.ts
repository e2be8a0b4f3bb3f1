import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accuracyScore, r2Score, rocAucScore } from "../../src/learn/index.ts";

/** The number of folds of every table. */
export const FOLDS = 5;

/** A value of a row, as JSON has it. */
export type Value = string | number | boolean | null;

/** What `tables.json` says about a table. */
export interface TableEntry {
  readonly name: string;
  readonly label: string;
  readonly metric: Metric;
  /** Whether the rows are in the order of time, so that a model must predict later rows than it has learnt. */
  readonly ordered: boolean;
  /** The model of any columns that suits the table. */
  readonly model: string;
}

/** What predictions are measured by: R², the area under the ROC curve of two classes, or the share of right classes. */
export type Metric = "r2" | "roc_auc" | "accuracy";

/** A table with its rows: the features of each, and its label. */
export interface Table extends TableEntry {
  readonly features: readonly Record<string, Value>[];
  readonly labels: readonly Exclude<Value, null>[];
}

/** The rows of a fold, by their numbers. */
export interface Fold {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** An answer to a prediction, with probabilities for `roc_auc`. */
export interface Predicted {
  readonly predictions: readonly Value[];
  readonly probabilities?: readonly Record<string, number>[];
}

/** Scores of skrub's pipelines on the folds, as `scripts/references.py` writes them. */
export interface References {
  readonly "scikit-learn": string;
  readonly skrub: string;
  readonly tables: Record<
    string,
    { readonly rows: number; readonly columns: number; readonly scores: Record<ReferenceKind, number[]> }
  >;
}

/** The default pipeline of skrub, which boosts trees, the one with a linear model, and a baseline that ignores the columns. */
export type ReferenceKind = "tabular_pipeline" | "tabular_pipeline_linear" | "dummy";

const FOLDER = import.meta.dir;

export const TABLES: readonly TableEntry[] = readJson("tables.json");
export const REFERENCES: References = readJson("references.json");

/** What mlsvc did with the tables, as `bun run tables --write` writes it, by the name of the table. */
export type Results = Record<string, Result>;

export interface Result {
  /** Scores of the model that suits the table, and of boosting, which skrub's default pipeline uses. */
  readonly scores: { readonly model: number[]; readonly boosting: number[] };
  readonly columns: Recognized;
}

/** Columns that are neither numbers, booleans nor text with few values; dates and left out ones in the training of the last fold. */
export interface Recognized {
  readonly dates: readonly string[];
  /** Text with more than 40 values. */
  readonly many_values: readonly string[];
  readonly left_out: readonly string[];
}

/** Reads a JSON file of this folder. */
export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
}

/** Returns the model that boosts trees on binned values for the labels of the table. */
export function boostingOf({ metric }: TableEntry): string {
  return `hist_gradient_boosting_${metric === "r2" ? "regressor" : "classifier"}`;
}

/** Reads the rows of a table. */
export function readTable(entry: TableEntry): Table {
  const packed = readFileSync(join(FOLDER, "data", `${entry.name}.json.gz`));
  const columns: Record<string, Value[]> = JSON.parse(new TextDecoder().decode(Bun.gunzipSync(packed)));
  const { [entry.label]: labels, ...features } = columns;
  const names = Object.keys(features);
  return {
    ...entry,
    labels: labels as Exclude<Value, null>[],
    features: labels!.map((_, row) => Object.fromEntries(names.map((name) => [name, features[name]![row]!]))),
  };
}

/** Returns the rows of fold `fold`, from 0; `scripts/references.py` describes the folds. */
export function foldOf({ labels, ordered }: Table, fold: number): Fold {
  const rows = labels.map((_, row) => row);
  if (!ordered) {
    return {
      train: rows.filter((row) => row % FOLDS !== fold),
      test: rows.filter((row) => row % FOLDS === fold),
    };
  }
  const [start, end] = [fold + 1, fold + 2].map((block) => Math.floor((rows.length * block) / (FOLDS + 1)));
  return { train: rows.slice(0, start), test: rows.slice(start, end) };
}

/** Scores predictions of rows whose labels are `truth`. */
export function scoreOf(metric: Metric, truth: Table["labels"], predicted: Predicted): number {
  const { predictions, probabilities = [] } = predicted;
  if (metric === "r2") return r2Score(truth as number[], predictions as number[]);
  if (metric === "accuracy") return accuracyScore(truth as string[], predictions as string[]);
  const positive = Object.keys(probabilities[0]!)[1]!;
  return rocAucScore(
    truth.map((label) => String(label) === positive),
    probabilities.map((row) => row[positive]!),
  );
}

/** The mean of a list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of a list, with the divisor n - 1. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
