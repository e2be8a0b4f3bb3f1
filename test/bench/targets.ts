import { breastCancer, type Dataset, digits, madeUpTable, type TableTask, tableName } from "./datasets.ts";
import { largeBody } from "./loads/large-body.ts";
import type { Load, Scale } from "./loads/load.ts";
import { predictRows, singleRow, throughput } from "./loads/predict.ts";
import { idleMemory, start } from "./loads/start.ts";
import { train, trainPeak } from "./loads/train.ts";

/**
 * The target of a row: at least `times` times better than another participant (less time and memory, more requests
 * per second), or at most a number of its unit. Null for a row that is only reported.
 */
export type Target =
  | { readonly against: "peer" | "limit"; readonly times: number }
  | { readonly against: "fixed"; readonly atMost: number }
  | null;

export const UNITS = ["ms", "MiB", "requests/s"] as const;

/** A row of the table. */
export interface Row {
  /** The id, by which `--only` selects the row. */
  readonly id: string;
  /** The heading of the group of rows, and the name of this row in it. */
  readonly group: string;
  readonly work: string;
  readonly unit: (typeof UNITS)[number];
  /** The load that measures it, and the name of its figure. Rows of one load are measured together. */
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

const REST = "start and memory";
const PREDICT = "predict, one row of 20 columns";
const PREDICT_MANY = "predict, many rows";
const TRAIN = "train: from POST to SUCCESS";
const LIMIT = "predict, one row, against the limit";
const MILLION = `train logistic_regression, ${tableName(1_000_000)} (310 MB)`;

/** All rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  row("start", REST, "process start to first 200", "ms", start(), "ms", peer(60)),
  row("idle-memory", REST, "idle memory", "MiB", idleMemory(), "mib", peer(5)),
  row(
    "train-memory",
    REST,
    `peak memory, training logistic_regression, ${tableName(100_000)}`,
    "MiB",
    trainPeak("logistic_regression", table(100_000)),
    "mib",
    peer(3),
  ),
  row("predict-p50", PREDICT, "p50 on 1 connection", "ms", oneRow, "p50", peer(8)),
  row("predict-p99", PREDICT, "p99 on 1 connection", "ms", oneRow, "p99", peer(4)),
  row(
    "predict-4-connections",
    PREDICT,
    "requests on 4 connections",
    "requests/s",
    four,
    "perSecond",
    peer(15),
  ),
  predictRow(1000, 15),
  predictRow(10_000, 9),
  predictRow(100_000, 5),
  ...tableRows("logistic_regression", [2.5, 3, 4]),
  ...tableRows("pca_logistic_regression", [2.5, 3, 4]),
  ...tableRows("ridge", [2, 3, 4], "regression"),
  trainRow("logistic_regression", "digits", digits, 11, peer(3)),
  trainRow("logistic_regression", "breast_cancer", breastCancer, 11, peer(3)),
  trainRow("pca_logistic_regression", "digits", digits, 11, peer(3)),
  trainRow("pca_logistic_regression", "breast_cancer", breastCancer, 11, peer(3)),
  ...tableRows("random_forest_classifier", [5, 5]),
  ...tableRows("hist_gradient_boosting_classifier", [5, 2.5, 1.8]),
  row("limit-p50", LIMIT, "p50 on 1 connection", "ms", oneRow, "p50", limit(1 / 1.5)),
  row(
    "limit-4-connections",
    LIMIT,
    "requests on 4 connections",
    "requests/s",
    four,
    "perSecond",
    limit(1 / 1.5),
  ),
  row(
    "limit-64-connections",
    LIMIT,
    "requests on 64 connections",
    "requests/s",
    sixtyFour,
    "perSecond",
    limit(1),
  ),
  row("million-accept", MILLION, "POST to 200", "ms", million, "acceptMs", null),
  row("million-success", MILLION, "POST to SUCCESS", "ms", million, "successMs", atMost(8000 / 3)),
  row("million-memory", MILLION, "peak memory", "MiB", million, "mib", atMost(1e9 / 2 ** 20)),
  row(
    "million-health",
    MILLION,
    "longest wait for /api/health until the 200",
    "ms",
    million,
    "healthMs",
    atMost(25),
  ),
];

function row(
  id: string,
  group: string,
  work: string,
  unit: Row["unit"],
  load: Load,
  figure: string,
  target: Target,
): Row {
  return { id, group, work, unit, load, figure, target };
}

function predictRow(rows: number, rounds: number): Row {
  return row(
    `predict-${short(rows)}`,
    PREDICT_MANY,
    tableName(rows),
    "ms",
    predictRows(rows, rounds),
    "ms",
    peer(5),
  );
}

/** Returns trainings of a model on 1,000, 10,000 and 100,000 rows, each with its target. */
function tableRows(model: string, times: readonly number[], task?: TableTask): Row[] {
  return times.map((target, power) => {
    const rows = 1000 * 10 ** power;
    const load = train(model, table(rows, task), [11, 7, 5][power]!);
    return row(
      `train-${model}-${short(rows)}`,
      TRAIN,
      `${model}, ${tableName(rows)}`,
      "ms",
      load,
      "ms",
      peer(target),
    );
  });
}

function trainRow(model: string, name: string, dataset: () => Dataset, rounds: number, target: Target): Row {
  const load = train(model, dataset, rounds);
  return row(`train-${model}-${name}`, TRAIN, `${model}, ${name}`, "ms", load, "ms", target);
}

/** Formats a number of rows: 1000 as `1k`. */
function short(rows: number): string {
  return `${rows / 1000}k`;
}
