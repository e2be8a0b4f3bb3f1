import { madeUpTable, type TableTask } from "./datasets.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";
import type { Subject } from "./loads/load.ts";
import { ask } from "./loads/predict.ts";
import { trainRun } from "./loads/run.ts";

/** The models that are measured, by what they learn. */
const TASKS: Readonly<Record<string, TableTask>> = {
  logistic_regression: "classification",
  pca_logistic_regression: "classification",
  ridge: "regression",
  random_forest_classifier: "classification",
  hist_gradient_boosting_classifier: "classification",
};

/** Their names, to be registered in each database. */
export const MODELS = Object.keys(TASKS);

const ROWS = 500;
/** Metrics on the training rows that both sides must have, and how far apart they may be: forests differ by chance. */
const METRICS: Readonly<Record<TableTask, readonly string[]>> = {
  classification: ["accuracy", "f1_macro", "log_loss", "roc_auc", "n_rows", "n_features"],
  regression: ["r2", "rmse", "mae", "n_rows", "n_features"],
};
const METRICS_APART = 0.05;
/** The least share of predictions that both make. */
const SAME_PREDICTIONS = 0.97;

/**
 * Makes sure that mlsvc and the peer do the same work: every model, trained on the same rows, has the same metrics and
 * predicts the same. Throws what differs. Nothing is checked where one of them is missing.
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

/** What came of a training: the metrics, and the predictions of the rows it learnt from. */
export interface Outcome {
  readonly metrics: Readonly<Record<string, string>>;
  readonly predictions: readonly number[];
}

/** Says in what two trainings differ more than chance can make them; undefined when they do not. */
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

/** Classes exactly, numbers to six digits. */
function isSame(a: number, b: number | undefined): boolean {
  return b !== undefined && Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), 1);
}
