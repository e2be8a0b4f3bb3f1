import type { Matrix } from "../core/matrix.ts";
import type { Table } from "../core/table.ts";
import type { Transformer } from "../core/transformer.ts";
import type { Pipeline } from "../pipeline.ts";

/** Rows to be predicted with other values in one column at a time. */
export interface Replacement {
  /** Rows as `ColumnReplacer.apply` returns them: the first `rows` are predicted, and each may lend its values. */
  readonly X: Table;
  readonly rows: number;
  /** The columns of the features that are replaced, one at a time. */
  readonly columns: readonly number[];
  /** For each of `columns`, one or several blocks of `rows` numbers: the row of `X` whose value each row gets. */
  readonly lenders: readonly Int32Array[];
}

/** How the columns of a `Replacement` belong to those of the features, and what becomes of them. */
export interface Apart {
  /** For each column of `X`, the number of the column of the features that it is computed from; -1 for a constant. */
  readonly from: Int32Array;
  /** The transformers that are still to be applied. */
  readonly rest: readonly Transformer[];
}

/**
 * What to predict: `prediction` is n × 1 class numbers, or the numbers of a regressor; `response` is n × K probabilities, or
 * else decision values, or the numbers of a regressor.
 */
export type Wanted = "prediction" | "response";

/** Receives the place of a column in `columns` and the predictions, block by block, which are valid until it returns. */
export type Receive = (index: number, predictions: Matrix) => void;

/** Returns the predictions as numbers; see `Wanted`. `X` is the input of the estimator. */
export function predictInput(pipeline: Pipeline, X: Table, wanted: Wanted): Matrix {
  const { estimator } = pipeline;
  if (estimator.kind === "regressor") return estimator.predict(X);
  if (wanted === "prediction") {
    const codes = estimator.predict(X);
    return { rows: codes.length, columns: 1, data: Float64Array.from(codes) };
  }
  return pipeline.hasProbabilities ? pipeline.predictProba(X, X) : pipeline.scores(X, X);
}
