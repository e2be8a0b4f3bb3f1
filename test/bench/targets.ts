import { breastCancer, digits, madeUpTable, type TableTask, tableName } from "./datasets.ts";
import { largeBody } from "./loads/large-body.ts";
import type { Load, Scale } from "./loads/load.ts";
import { predictRows, singleRow, throughput } from "./loads/predict.ts";
import { idleMemory, start } from "./loads/start.ts";
import { train, trainPeak } from "./loads/train.ts";

/**
 * What a row is to reach: at least `times` as good as another participant (less time and memory, more requests per
 * second), or at most so many of its unit; null where it is only told.
 */
export type Target =
  | { readonly against: "peer" | "limit"; readonly times: number }
  | { readonly against: "fixed"; readonly atMost: number }
  | null;

export const UNITS = ["ms", "MiB", "requests/s"] as const;

/** A row of the table. */
export interface Row {
  /** What `--only` picks it by. */
  readonly id: string;
  readonly work: string;
  readonly unit: (typeof UNITS)[number];
  /** What measures it, and the name of its figure there. Rows of one load are measured together. */
  readonly load: Load;
  readonly figure: string;
  readonly target: Target;
}

const peer = (times: number): Target => ({ against: "peer", times });
const limit = (times: number): Target => ({ against: "limit", times });
const atMost = (value: number): Target => ({ against: "fixed", atMost: value });

const table = (rows: number, task?: TableTask) => (scale: Scale) => madeUpTable(scale.rows(rows), task);

const oneRow = singleRow();
const four = throughput(4, ["mlsvc", "peer", "limit"]);
const sixtyFour = throughput(64, ["mlsvc", "limit"]);
const million = largeBody();

/** Every row, in the order of the table. */
export const ROWS: readonly Row[] = [
  {
    id: "start",
    work: "process start to first 200",
    unit: "ms",
    load: start(),
    figure: "ms",
    target: peer(60),
  },
  { id: "idle-memory", work: "idle memory", unit: "MiB", load: idleMemory(), figure: "mib", target: peer(5) },
  {
    id: "train-memory",
    work: `peak memory, training logistic_regression, ${tableName(100_000)}`,
    unit: "MiB",
    load: trainPeak("logistic_regression", table(100_000)),
    figure: "mib",
    target: peer(3),
  },
  {
    id: "predict-p50",
    work: "single-row predict, p50",
    unit: "ms",
    load: oneRow,
    figure: "p50",
    target: peer(8),
  },
  {
    id: "predict-p99",
    work: "single-row predict, p99",
    unit: "ms",
    load: oneRow,
    figure: "p99",
    target: peer(4),
  },
  {
    id: "predict-4-connections",
    work: "single-row predict, 4 connections",
    unit: "requests/s",
    load: four,
    figure: "perSecond",
    target: peer(15),
  },
  predictRow(1000, 15),
  predictRow(10_000, 9),
  predictRow(100_000, 5),
  ...trainRows("logistic_regression", [2.5, 3, 4]),
  ...trainRows("pca_logistic_regression", [2.5, 3, 4]),
  ...trainRows("ridge", [2, 3, 4], "regression"),
  namedRow("logistic_regression", "digits", digits),
  namedRow("logistic_regression", "breast_cancer", breastCancer),
  namedRow("pca_logistic_regression", "digits", digits),
  namedRow("pca_logistic_regression", "breast_cancer", breastCancer),
  ...trainRows("random_forest_classifier", [5, 5]),
  ...trainRows("hist_gradient_boosting_classifier", [5, 2.5, 1.8]),
  {
    id: "limit-p50",
    work: "against the limit: single-row predict, p50",
    unit: "ms",
    load: oneRow,
    figure: "p50",
    target: limit(1 / 1.5),
  },
  {
    id: "limit-4-connections",
    work: "against the limit: 4 connections",
    unit: "requests/s",
    load: four,
    figure: "perSecond",
    target: limit(1 / 1.5),
  },
  {
    id: "limit-64-connections",
    work: "against the limit: 64 connections",
    unit: "requests/s",
    load: sixtyFour,
    figure: "perSecond",
    target: limit(1),
  },
  millionRow("accept", "POST to 200", "ms", "acceptMs", null),
  millionRow("success", "POST to SUCCESS", "ms", "successMs", atMost(8000 / 3)),
  millionRow("memory", "peak memory", "MiB", "mib", atMost(1e9 / 2 ** 20)),
  millionRow("health", "longest wait for /api/health meanwhile", "ms", "healthMs", atMost(25)),
];

function predictRow(rows: number, rounds: number): Row {
  const load = predictRows(rows, rounds);
  return {
    id: `predict-${short(rows)}`,
    work: `predict ${tableName(rows)}`,
    unit: "ms",
    load,
    figure: "ms",
    target: peer(5),
  };
}

/** Trainings of a model on 1,000, 10,000 and 100,000 rows, each with its target. */
function trainRows(model: string, times: readonly number[], task?: TableTask): Row[] {
  return times.map((target, power) => {
    const rows = 1000 * 10 ** power;
    return trainRow(
      model,
      short(rows),
      tableName(rows),
      train(model, table(rows, task), [11, 7, 5][power]!),
      peer(target),
    );
  });
}

function namedRow(model: string, name: string, dataset: () => ReturnType<typeof digits>): Row {
  return trainRow(model, name, name, train(model, dataset, 11), peer(3));
}

function trainRow(model: string, id: string, name: string, load: Load, target: Target): Row {
  return {
    id: `train-${model}-${id}`,
    work: `POST to SUCCESS, ${model}, ${name}`,
    unit: "ms",
    load,
    figure: "ms",
    target,
  };
}

function millionRow(id: string, work: string, unit: Row["unit"], figure: string, target: Target): Row {
  return {
    id: `million-${id}`,
    work: `${tableName(1_000_000)} (310 MB): ${work}`,
    unit,
    load: million,
    figure,
    target,
  };
}

/** 1000 → 1k */
function short(rows: number): string {
  return `${rows / 1000}k`;
}
