import type { TestDatabase } from "../database.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { foldOf, type Predicted, scoreOf, type Table } from "./tables.ts";

/** How long a training may take, in milliseconds. */
const TRAINING_LIMIT = 300_000;

/** Trains the model of a table on these rows without any parameter, and returns the id of the run. */
export async function train(
  { service, database }: Bed,
  { name, model, label, features, labels }: Table,
  rows: readonly number[],
): Promise<number> {
  const runId = await database.createRun(model);
  const accepted = await service.train(model, runId, {
    features: rows.map((row) => features[row]),
    labels: rows.map((row) => ({ [label]: labels[row] })),
  });
  if (!accepted.ok) throw new Error(`${name}: ${await accepted.text()}`);
  await waitFor(
    `the run of ${name}`,
    async () => {
      const status = await database.status(runId);
      if (status === "FAILED") throw new Error(`${name}: ${(await database.metrics(runId)).error_message}`);
      return status === "SUCCESS";
    },
    TRAINING_LIMIT,
  );
  return runId;
}

/** Predicts these rows by a run; with probabilities if `probabilities`. */
export async function predict(
  { service }: Bed,
  runId: number,
  features: readonly object[],
  probabilities: boolean,
): Promise<Predicted> {
  const response = await service.post(
    `/api/predict?model_run_id=${runId}${probabilities ? "&probabilities=true" : ""}`,
    { features },
  );
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Predicted;
}

/** A service and its database. */
interface Bed {
  readonly service: ServiceProcess;
  readonly database: TestDatabase;
}

/** Trains on the training rows of a fold, predicts its test rows, and returns the score. */
export async function scoreFold(bed: Bed, table: Table, fold: number): Promise<number> {
  const rows = foldOf(table, fold);
  const runId = await train(bed, table, rows.train);
  const predicted = await predict(
    bed,
    runId,
    rows.test.map((row) => table.features[row]!),
    table.metric === "roc_auc",
  );
  return scoreOf(
    table.metric,
    rows.test.map((row) => table.labels[row]!),
    predicted,
  );
}
