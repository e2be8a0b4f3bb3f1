import type { Report } from "../../src/insight/report.ts";
import type { TestDatabase } from "../database.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { foldOf, type Predicted, type Recognized, scoreOf, type Table } from "./tables.ts";

/** How long a training may take, in milliseconds. */
const TRAINING_LIMIT = 300_000;
/** Text with more values than this is not encoded value by value: the default of `cardinality_threshold`. */
const FEW_VALUES = 40;

/** A service and its database. */
export interface Bed {
  readonly service: ServiceProcess;
  readonly database: TestDatabase;
}

/** Trains `model` on these rows of a table without any parameter. Returns the id of the run. Throws if it fails. */
export async function train(
  { service, database }: Bed,
  { name, label, features, labels }: Table,
  model: string,
  rows: readonly number[],
): Promise<number> {
  const runId = await database.createRun(model);
  const accepted = await service.train(model, runId, {
    features: rows.map((row) => features[row]),
    labels: rows.map((row) => ({ [label]: labels[row] })),
  });
  if (!accepted.ok) throw new Error(`${name}: ${await accepted.text()}`);
  const ended = await waitFor(
    `${model} to learn ${name}`,
    async () => {
      const status = await database.status(runId);
      return ["SUCCESS", "FAILED"].includes(status) && status;
    },
    TRAINING_LIMIT,
  );
  if (ended === "FAILED") throw new Error(`${name}: ${(await database.metrics(runId)).error_message}`);
  return runId;
}

/** Predicts rows by a run, with probabilities if `probabilities`. Throws for an answer other than 200. */
export async function predict(
  { service }: Bed,
  runId: number,
  features: readonly object[],
  probabilities = false,
): Promise<Predicted> {
  const query = `model_run_id=${runId}${probabilities ? "&probabilities=true" : ""}`;
  const response = await service.post(`/api/predict?${query}`, { features });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Predicted;
}

/** Trains `model` on the training rows of a fold and predicts its test rows. Returns the score and the run. */
export async function measureFold(
  bed: Bed,
  table: Table,
  model: string,
  fold: number,
): Promise<{ score: number; runId: number }> {
  const rows = foldOf(table, fold);
  const runId = await train(bed, table, model, rows.train);
  const features = rows.test.map((row) => table.features[row]!);
  const predicted = await predict(bed, runId, features, table.metric === "roc_auc");
  const truth = rows.test.map((row) => table.labels[row]!);
  return { score: scoreOf(table.metric, truth, predicted), runId };
}

/** Returns which columns of a table the report of a run tells to be dates or left out, and which others are text of many values. */
export async function recognizedIn(
  { service }: Bed,
  { features }: Table,
  runId: number,
): Promise<Recognized> {
  const response = await service.get(`/api/report?model_run_id=${runId}`, { Accept: "application/json" });
  const { columns, columns_left_out } = (await response.json()) as Report;
  const dates = columns.filter(({ kind }) => kind === "datetime").map(({ name }) => name);
  const left_out = (columns_left_out ?? []).map(({ name }) => name);
  const many_values = Object.keys(features[0]!).filter((name) => {
    const texts = new Set(features.map((row) => row[name]).filter((value) => typeof value === "string"));
    return texts.size > FEW_VALUES && !dates.includes(name) && !left_out.includes(name);
  });
  return { dates: dates.sort(), many_values, left_out: left_out.sort() };
}
