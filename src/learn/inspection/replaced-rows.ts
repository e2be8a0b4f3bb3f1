import { type Column, takeEntries } from "../core/column.ts";
import type { Matrix } from "../core/matrix.ts";
import { Table } from "../core/table.ts";
import type { Pipeline } from "../pipeline.ts";

/** Rows to be predicted with other values in one column at a time. */
export interface Replacement {
  /** The first `rows` rows are predicted; each of them may lend its values. */
  readonly features: Table;
  readonly rows: number;
  /** The columns of `features` that are replaced, one at a time. */
  readonly columns: readonly number[];
  /**
   * For each of `columns`, one or several blocks of `rows` numbers: the row of `features` whose value each row gets.
   */
  readonly lenders: readonly Int32Array[];
}

/**
 * What to predict: `prediction` is n × 1 class numbers, or the numbers of a regressor; `response` is n × K probabilities, or
 * else decision values, or the numbers of a regressor.
 */
export type Wanted = "prediction" | "response";

/** Most numbers of a table of rows that are predicted together. */
const MOST_NUMBERS = 1_000_000;

/**
 * Predicts rows with other values in one column at a time, and calls `receive` with the place of each column in `columns` and
 * the predictions, block by block. `features` must have the columns that the pipeline learnt, in that order. Throws what the
 * steps throw. Cost: that of predicting every row of every block.
 */
export function predictReplaced(
  pipeline: Pipeline,
  replacement: Replacement,
  wanted: Wanted,
  receive: (index: number, predictions: Matrix) => void,
): void {
  const { features, rows, columns, lenders } = replacement;
  const width = Math.max(1, features.columns);
  const blocksTogether = Math.max(1, Math.floor(MOST_NUMBERS / (rows * width)));
  columns.forEach((column, index) => {
    const lending = lenders[index]!;
    const parts: Matrix[] = [];
    for (let from = 0; from < lending.length; from += blocksTogether * rows) {
      const part = lending.subarray(from, from + blocksTogether * rows);
      parts.push(predictTable(pipeline, replaced(replacement, column, part), wanted));
    }
    receive(index, stack(parts));
  });
}

/** Returns the rows, one block after another, with the values of `lending` in `column`. */
function replaced({ features, rows }: Replacement, column: number, lending: Int32Array): Table {
  const repeated = Int32Array.from({ length: lending.length }, (_, i) => i % rows);
  const columns = features.names.map(
    (_, j): Column => takeEntries(features.column(j), j === column ? lending : repeated),
  );
  return Table.fromColumns(features.names, columns, lending.length);
}

/** Returns the predictions for a table as numbers; see `Wanted`. */
export function predictTable(pipeline: Pipeline, features: Table, wanted: Wanted): Matrix {
  const { estimator } = pipeline;
  if (estimator.kind === "regressor") return pipeline.predictValues(features);
  if (wanted === "prediction") {
    const codes = pipeline.predictCodes(features);
    return { rows: codes.length, columns: 1, data: Float64Array.from(codes) };
  }
  return pipeline.hasProbabilities ? pipeline.predictProba(features) : pipeline.scores(features);
}

function stack(parts: readonly Matrix[]): Matrix {
  if (parts.length === 1) return parts[0]!;
  const { columns } = parts[0]!;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { rows, columns, data };
}
