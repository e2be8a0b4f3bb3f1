import { StateError, ValueError } from "../core/errors.ts";
import type { Explanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Pipeline } from "../pipeline.ts";
import { type Apart, applyApart } from "./apart.ts";
import { leavesOutputs, MOST_BLOCKS } from "./replaced-leaves.ts";
import { type FastOutputs, sumsOutputs } from "./replaced-sums.ts";
import { predictTables } from "./replaced-tables.ts";
import { predictInput, type Receive, type Replacement, type Wanted } from "./replacement.ts";
import { responseOf } from "./response-of-outputs.ts";

/**
 * Predicts rows with other values in one column at a time, and calls `receive` for each column. Returns the predictions of the rows
 * as they are. Throws what the steps throw. Cost: that of predicting every row of every block, or much less: where the steps before
 * the estimator treat columns apart, the rows are transformed only once; and for linear estimators and trees, only what a column
 * changes is computed.
 */
export function predictReplaced(
  pipeline: Pipeline,
  replacement: Replacement,
  wanted: Wanted,
  receive: Receive,
): Matrix {
  const apart = applyApart(pipeline, replacement.features);
  const unchanged = apart.rest.reduce(
    (table, step) => step.transform(table),
    apart.X.sliceRows(0, replacement.rows),
  );
  const base = predictInput(pipeline, unchanged, wanted);
  const isFast = replaceFast(pipeline, replacement, apart, wanted, base, receive);
  if (!isFast) predictTables(pipeline, replacement, apart, wanted, receive);
  return base;
}

/** Returns false, without calling `receive`, if there is no faster way than to predict tables. */
function replaceFast(
  pipeline: Pipeline,
  replacement: Replacement,
  apart: Apart,
  wanted: Wanted,
  base: Matrix,
  receive: Receive,
): boolean {
  const explanation = explanationOf(pipeline);
  if (explanation === undefined) return false;
  const response = responseOf(pipeline, explanation.unit, wanted);
  const fast = fastOutputs(replacement, apart, explanation);
  if (response === undefined || fast === undefined) return false;
  // Whether the outputs really determine the predictions in this way is seen in the rows as they are.
  const own = response({ ...fast.base, data: fast.base.data.slice() });
  if (!areEqual(own, base)) return false;
  fast.replace((index, outputs) => receive(index, response(outputs)));
  return true;
}

function explanationOf({ estimator }: Pipeline): Explanation | undefined {
  try {
    return estimator.explanation?.();
  } catch (error) {
    // The parameters rule it out, or the state is of an older format.
    if (error instanceof ValueError || error instanceof StateError) return undefined;
    throw error;
  }
}

function fastOutputs(
  replacement: Replacement,
  apart: Apart,
  explanation: Explanation,
): FastOutputs | undefined {
  if (explanation.kind === "linear") return sumsOutputs(replacement, apart, explanation);
  const blocks = Math.max(0, ...replacement.lenders.map(({ length }) => length / replacement.rows));
  if (explanation.kind !== "trees" || apart.rest.length > 0 || blocks > MOST_BLOCKS) return undefined;
  return leavesOutputs(replacement, apart, explanation);
}

/** Returns whether `own` has the predictions `base`; of those of two classes, it may have only the last column. */
function areEqual(own: Matrix, base: Matrix): boolean {
  const first = base.columns === 2 && own.columns === 1 ? 1 : 0;
  if (own.rows !== base.rows || own.columns + first !== base.columns) return false;
  for (let i = 0; i < own.rows; i++) {
    for (let c = 0; c < own.columns; c++) {
      const [a, b] = [own.data[i * own.columns + c]!, base.data[i * base.columns + first + c]!];
      if (!(Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b)))) return false;
    }
  }
  return true;
}
