import { encodeTargets } from "../learn/core/labels.ts";
import type { Matrix } from "../learn/core/matrix.ts";
import type { Table } from "../learn/core/table.ts";
import type { Metrics } from "../models/model.ts";

/**
 * Returns the metrics of `Regressor.extractMetrics` for a regressor that always predicts the mean of the labels `train`:
 * scikit-learn's `DummyRegressor`. They are those of the rows with the labels `test`. Cost: some passes over the labels.
 */
export function meanMetrics(train: Table, test: Table): Metrics {
  const learnt = encodeTargets(train);
  const truth = train === test ? learnt : encodeTargets(test);
  const { rows, columns } = truth;
  const metrics = { r2: 0, rmse: 0, mae: 0 };
  for (let k = 0; k < columns; k++) {
    const { squares, spread, absolute } = errorsOf(truth, k, meanOf(learnt, k));
    // As scikit-learn's r2_score: a constant label is predicted perfectly or not at all.
    const r2 = rows < 2 ? Number.NaN : spread > 0 ? 1 - squares / spread : squares === 0 ? 1 : 0;
    metrics.r2 += r2 / columns;
    metrics.rmse += Math.sqrt(squares / rows) / columns;
    metrics.mae += absolute / rows / columns;
  }
  return metrics;
}

function meanOf({ rows, columns, data }: Matrix, k: number): number {
  let sum = 0;
  for (let at = k; at < data.length; at += columns) sum += data[at]!;
  return sum / rows;
}

function errorsOf(truth: Matrix, k: number, predicted: number) {
  const { columns, data } = truth;
  const mean = meanOf(truth, k);
  let squares = 0;
  let spread = 0;
  let absolute = 0;
  for (let at = k; at < data.length; at += columns) {
    const error = data[at]! - predicted;
    squares += error * error;
    absolute += Math.abs(error);
    spread += (data[at]! - mean) ** 2;
  }
  return { squares, spread, absolute };
}
