import { StateError } from "../learn/core/errors.ts";
import type { Estimator } from "../learn/core/estimator.ts";
import type { RestoreStep, StepState } from "../learn/core/step.ts";
import type { Table } from "../learn/core/table.ts";
import { Transformer } from "../learn/core/transformer.ts";
import { emptyTable, type Pipeline } from "../learn/pipeline.ts";
import { ColumnTransformer } from "../learn/preprocessing/column-transformer.ts";
import { describeThrown } from "../models/origin.ts";
import { decodePipeline } from "../models/stored-pipeline.ts";

/** Most training rows that both pipelines predict. */
const SAMPLE_ROWS = 64;

const ADVICE =
  "keep everything that fit learns in this.fitted, as plain data, and let transform and predict read nothing else";

/**
 * Restores the stored bytes of a fitted pipeline, and applies both pipelines to a sample of the training rows. The output of
 * every step must be the same, bit for bit. Throws `StateError` naming the first step whose output differs. Costs a restore
 * and two predictions of at most `SAMPLE_ROWS` rows.
 */
export function verifyRestored(
  fitted: Pipeline,
  bytes: Uint8Array,
  features: Table,
  restoreStep: RestoreStep,
): void {
  const restored = restore(fitted, bytes, restoreStep);
  const rows = spreadRows(features.rows, SAMPLE_ROWS);
  const sample = () => features.takeRows(rows).select(fitted.schema.featureNames);
  let [X, Y] = [sample(), sample()];
  fitted.transformers.forEach((step, index) => {
    [X, Y] = compareTransformers(step, restored.transformers[index]!, X, Y);
  });
  compareEstimators(fitted.estimator, restored.estimator, X, Y);
}

function restore(fitted: Pipeline, bytes: Uint8Array, restoreStep: RestoreStep): Pipeline {
  let failed: string | undefined;
  const watched: RestoreStep = (state: StepState) => {
    try {
      return restoreStep(state);
    } catch (error) {
      failed ??= `the step ${state.type} cannot be restored: ${describeThrown(error).message}`;
      throw error;
    }
  };
  try {
    return decodePipeline(bytes, watched).pipeline;
  } catch (error) {
    throw new StateError(failed ?? emptyTableProblem(fitted) ?? describeThrown(error).message, {
      cause: error,
    });
  }
}

/** Returns why a step of the fitted pipeline refuses a table without rows, which every step must accept; or undefined. */
function emptyTableProblem({ estimator, schema, transformers }: Pipeline): string | undefined {
  let X = emptyTable(schema);
  for (const step of [...transformers, estimator]) {
    try {
      if (step instanceof Transformer) X = step.transform(X);
      else step.predict(X);
    } catch (error) {
      return `the step ${step.type} does not accept a table without rows, as every step must: ${describeThrown(error).message}`;
    }
  }
  return undefined;
}

/** Returns the outputs of both steps. Throws `StateError` when they differ. */
function compareTransformers(fitted: Transformer, restored: Transformer, X: Table, Y: Table): [Table, Table] {
  if (!(fitted instanceof ColumnTransformer && restored instanceof ColumnTransformer)) {
    return compareOutputs(fitted, restored, X, Y);
  }
  try {
    return compareOutputs(fitted, restored, X, Y);
  } catch (error) {
    compareBranches(fitted, restored, X, Y);
    throw error;
  }
}

function compareOutputs(fitted: Transformer, restored: Transformer, X: Table, Y: Table): [Table, Table] {
  const [A, B] = [fitted.transform(X), afterRestore(fitted.type, () => restored.transform(Y))];
  const difference = differenceOf(A, B);
  if (difference !== undefined) throw notRestored(fitted.type, `returns ${difference}`);
  return [A, B];
}

/** Compares the steps inside a `ColumnTransformer` that differs, so that the message names the step. */
function compareBranches(fitted: ColumnTransformer, restored: ColumnTransformer, X: Table, Y: Table): void {
  fitted.branches.forEach(({ columns, steps }, branch) => {
    let [A, B] = [X.select(columns), Y.select(columns)];
    steps.forEach((step, index) => {
      [A, B] = compareTransformers(step, restored.branches[branch]!.steps[index]!, A, B);
    });
  });
}

function compareEstimators(fitted: Estimator, restored: Estimator, X: Table, Y: Table): void {
  // Those inside first, so that the message names the step.
  if (fitted.kind === "classifier" && restored.kind === "classifier") {
    fitted.inner.forEach((estimator, at) => {
      compareEstimators(estimator, restored.inner[at]!, X, Y);
    });
  }
  const expected = outputsOf(fitted, X);
  const actual = afterRestore(fitted.type, () => outputsOf(restored, Y));
  for (const [what, values] of Object.entries(expected)) {
    const at = firstDifference(values, actual[what] ?? []);
    if (at >= 0) throw notRestored(fitted.type, `returns another ${what}`);
  }
}

/** Returns every output of an estimator that a prediction may use. */
function outputsOf(estimator: Estimator, X: Table): Record<string, ArrayLike<number>> {
  switch (estimator.kind) {
    case "classifier":
      return {
        prediction: estimator.predict(X),
        ...(estimator.predictProba === undefined ? {} : { probability: estimator.predictProba(X).data }),
        ...(estimator.decisionFunction === undefined ? {} : { score: estimator.decisionFunction(X).data }),
      };
    case "outlier_detector":
      return { prediction: estimator.predict(X), score: estimator.scoreSamples(X) };
    case "regressor":
      return { prediction: estimator.predict(X).data };
    default:
      return { prediction: estimator.predict(X) };
  }
}

/** Returns a description of the first difference between two tables; undefined when they are the same. */
function differenceOf(A: Table, B: Table): string | undefined {
  if (A.rows !== B.rows) return `${B.rows} rows instead of ${A.rows}`;
  if (A.names.length !== B.names.length) return `${B.names.length} columns instead of ${A.names.length}`;
  const index = A.names.findIndex((name, at) => name !== B.names[at] || !isSameColumn(A, B, at));
  if (index < 0) return undefined;
  return A.names[index] === B.names[index]
    ? `other values in the column ${JSON.stringify(A.names[index])}`
    : "other names of columns";
}

function isSameColumn(A: Table, B: Table, index: number): boolean {
  const [a, b] = [A.column(index), B.column(index)];
  if (a.kind === "string" || b.kind === "string") {
    if (a.kind !== "string" || b.kind !== "string" || a.codes.length !== b.codes.length) return false;
    return a.codes.every((code, row) => a.categories[code] === b.categories[b.codes[row]!]);
  }
  return a.kind === b.kind && firstDifference(a.values, b.values) < 0;
}

/** Returns the first index at which two lists differ; -1 when they are the same. `NaN` equals itself, and 0 equals -0. */
function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return i;
  }
  return -1;
}

/** Returns the result of `work` on a restored step. Any error counts as a step that does not restore. */
function afterRestore<T>(type: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { name, message } = describeThrown(error);
    throw notRestored(type, `throws ${name}: ${message}`, error);
  }
}

function notRestored(type: string, what: string, cause?: unknown): StateError {
  return new StateError(
    `the step ${type} does not restore: once stored and restored, it ${what}; ${ADVICE}`,
    {
      cause,
    },
  );
}

/** Returns at most `count` evenly spaced row indices below `rows`, the first and the last included. */
function spreadRows(rows: number, count: number): number[] {
  const length = Math.min(rows, count);
  return Array.from({ length }, (_, i) => (length === 1 ? 0 : Math.round((i * (rows - 1)) / (length - 1))));
}
