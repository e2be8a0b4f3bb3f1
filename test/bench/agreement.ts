import { madeUpTable, type TableTask } from "./datasets.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";
import type { Subject } from "./loads/load.ts";
import { ask } from "./loads/predict.ts";
import { trainRun } from "./loads/run.ts";

/** The measured models, with their kind of task. */
const TASKS: Readonly<Record<string, TableTask>> = {
  logistic_regression: "classification",
  pca_logistic_regression: "classification",
  ridge: "regression",
  random_forest_classifier: "classification",
  hist_gradient_boosting_classifier: "classification",
};

/** The names of these models, which are registered in each database. */
export const MODELS = Object.keys(TASKS);

const ROWS = 500;
/** Metrics on the training rows that must agree, by task. */
const METRICS: Readonly<Record<TableTask, readonly string[]>> = {
  classification: ["accuracy", "f1_macro", "log_loss", "roc_auc", "n_rows", "n_features"],
  regression: ["r2", "rmse", "mae", "n_rows", "n_features"],
};
const METRICS_APART = 0.05;
/** The minimum fraction of equal predictions. */
const SAME_PREDICTIONS = 0.97;

/**
 * Checks that mlsvc and the peer do the same work: every model, trained on the same rows, must have the same
 * metrics and predictions. Throws an error that describes the difference. Does nothing if one of them is missing.
 */
export async function checkAgreement(subjects: readonly Subject[]): Promise<void> {
  const [mlsvc, peer] = ["mlsvc", "peer"].map((name) => subjects.find((one) => one.name === name));
  if (mlsvc === undefined || peer === undefined) return;
  for (const [model, task] of Object.entries(TASKS)) {
    const difference = differenceOf(
      task,
      await outcome(mlsvc, model, task),
      await outcome(peer, model, task),
    );
    if (difference !== undefined) throw new Error(`mlsvc and the peer differ on ${model}: ${difference}`);
  }
}

/** The result of a training: the metrics, and the predictions of the training rows. */
export interface Outcome {
  readonly metrics: Readonly<Record<string, string>>;
  readonly predictions: readonly number[];
}

/** Returns a description of the difference between two trainings if it is larger than random; otherwise undefined. */
export function differenceOf(task: TableTask, own: Outcome, other: Outcome): string | undefined {
  for (const name of METRICS[task]) {
    const [a, b] = [Number(own.metrics[name]), Number(other.metrics[name])];
    if (!(Math.abs(a - b) <= METRICS_APART)) return `${name} is ${a} and ${b}`;
  }
  const { length } = own.predictions;
  const same = own.predictions.filter((value, row) => isSame(value, other.predictions[row])).length;
  if (other.predictions.length === length && same >= SAME_PREDICTIONS * length) return undefined;
  return `only ${same} of ${length} predictions are the same`;
}

async function outcome({ database, running }: Subject, model: string, task: TableTask): Promise<Outcome> {
  const table = madeUpTable(ROWS, task);
  const connection = await HttpConnection.open(running.port);
  const { runId } = await trainRun(connection, database, model, table.trainingBody());
  const request = requestBytes(`/api/predict?model_run_id=${runId}`, table.predictionBody(0, ROWS));
  const { predictions } = JSON.parse(await ask(connection, request)) as Outcome;
  connection.close();
  return { metrics: await database.metrics(runId), predictions };
}

/** Returns whether two predictions are equal: classes exactly, numbers to six digits. */
function isSame(a: number, b: number | undefined): boolean {
  return b !== undefined && Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), 1);
}
