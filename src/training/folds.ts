import type { RecordPlan } from "../insight/record.ts";
import type { Column } from "../learn/core/column.ts";
import { SILENT } from "../learn/core/fit-monitor.ts";
import { share, shareColumn } from "../learn/core/share-column.ts";
import { Table } from "../learn/core/table.ts";
import type { FoldOutcome } from "../learn/model-selection/cross-validate.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import type { Helpers } from "../learn/threads/helpers.ts";
import { Parts } from "../learn/threads/parts.ts";
import { createPipeline } from "../models/create-pipeline.ts";
import { pipelineParameters } from "../models/parameters.ts";
import { REGISTRY } from "../models/registry.ts";
import { type FoldFit, measureFold } from "./measure-fold.ts";
import type { PreparedTraining } from "./prepare.ts";
import { Stages, type TrainingMonitor } from "./stages.ts";
import { restoreError, type TransferredError, transferError } from "./transferred-error.ts";

/** Everything that is needed to measure the folds of a training, as plain data. */
interface FoldTask {
  readonly model: string;
  readonly parameters: Record<string, unknown>;
  readonly features: SharedTable;
  readonly labels: SharedTable;
  readonly folds: readonly Fold[];
  readonly sampleWeight: Float64Array | null;
  /** What to record for the report, except the model; null for nothing. */
  readonly record: Omit<RecordPlan, "model"> | null;
}

/** A table whose values are in shared memory. */
interface SharedTable {
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** The folds of a training. A model is identified by its name: every thread of the program has the same registry. */
export const FOLDS: Parts<FoldTask, FoldOutcome<FoldFit> | TransferredError> = new Parts("folds", beginFolds);

function beginFolds(task: FoldTask): (fold: number) => FoldOutcome<FoldFit> | TransferredError {
  const { model } = REGISTRY.get(task.model)!;
  const [features, labels] = [task.features, task.labels].map(({ names, columns, rows }) =>
    Table.fromColumns(names, columns, rows),
  ) as [Table, Table];
  const own = pipelineParameters(model.parameters, task.parameters);
  const recordPlan = task.record === null ? null : { ...task.record, model };
  const create = () => createPipeline(model, own, features, SILENT);
  return (number) => {
    try {
      const fold = task.folds[number]!;
      const { sampleWeight } = task;
      return measureFold({ model, createPipeline: create, features, labels, fold, recordPlan, sampleWeight });
    } catch (error) {
      return transferError(error);
    }
  };
}

/**
 * Measures the folds, some of them on the threads of `helpers`. Returns undefined when the parameters cannot be sent to
 * other threads. Throws what the first fold that fails throws.
 */
export function measureTogether(
  training: PreparedTraining,
  folds: readonly Fold[],
  helpers: Helpers,
  monitor: TrainingMonitor,
  recordPlan: RecordPlan | null,
): readonly FoldOutcome<FoldFit>[] | undefined {
  const { model, parameters, features, labels, sampleWeight } = training;
  if (!canBeSent(parameters)) return undefined;
  const record =
    recordPlan === null ? null : { choice: recordPlan.choice, importance: recordPlan.importance };
  const task = {
    model: model.name,
    parameters,
    features: toShared(features),
    labels: toShared(labels),
    folds,
    sampleWeight: sampleWeight === null ? null : share(sampleWeight),
    record,
  };
  const stages = new Stages(training, monitor);
  stages.fold(0);
  const outcomes = FOLDS.doAll(task, folds.length, helpers, helpers.count, (done) => {
    if (done < folds.length) stages.fold(done);
  });
  return outcomes.map((outcome) => {
    if ("thrown" in outcome) throw restoreError(outcome);
    return outcome;
  });
}

function canBeSent(parameters: Record<string, unknown>): boolean {
  try {
    structuredClone(parameters);
    return true;
  } catch {
    return false;
  }
}

function toShared(table: Table): SharedTable {
  const columns = table.names.map((_, index) => shareColumn(table.column(index)));
  return { names: table.names, rows: table.rows, columns };
}
