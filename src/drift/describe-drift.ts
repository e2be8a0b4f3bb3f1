import { Failure } from "../errors.ts";
import { noReport } from "../insight/no-report.ts";
import { StateError } from "../learn/core/errors.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import { figuresOf } from "./column-figures.ts";
import type { ColumnWindow } from "./column-window.ts";
import type { DriftAnswer, DriftColumn } from "./drift-answer.ts";
import { warningsOf } from "./drift-warnings.ts";
import { PRESENCE_CODER } from "./presence-coder.ts";
import { RunWindow } from "./run-window.ts";
import { trainingColumns } from "./training-column.ts";
import { WINDOW_ROWS } from "./window-rows.ts";

/**
 * Returns how the rows in the window of a run differ from those of its training; of an empty window if it is undefined. Throws
 * `Failure` (`conflict`) if the run was stored without a report, or with one that cannot be read.
 */
export function describeDrift(
  runId: number,
  stored: StoredPipeline,
  window: RunWindow | undefined,
): DriftAnswer {
  const { columns, rows, rowsSeen } = window ?? emptyWindow(runId, stored);
  const described = columns.map(describeColumn);
  return {
    model_name: stored.model,
    model_run_id: runId,
    trained_at: stored.provenance.time,
    window_size: WINDOW_ROWS,
    rows,
    rows_seen: rowsSeen,
    since: window?.since.toISOString() ?? null,
    columns: described,
    columns_not_listed: stored.pipeline.schema.featureNames.length - described.length,
    warnings: warningsOf({ rows, columns: described }),
  };
}

function emptyWindow(runId: number, stored: StoredPipeline): RunWindow {
  if (stored.report === undefined) throw new Failure("conflict", noReport(runId));
  try {
    return new RunWindow(trainingColumns(stored));
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    throw new Failure("conflict", `the stored pipeline of run ${runId} cannot be compared: ${error.message}`);
  }
}

function describeColumn(window: ColumnWindow): DriftColumn {
  const { name, kind, missingShare, coder, values } = window.training;
  const figures = figuresOf(window);
  return {
    name,
    kind,
    values: figures.values,
    training_missing_share: missingShare,
    missing_share: figures.missingShare,
    unknown_share: figures.unknownShare,
    out_of_range_share: figures.outOfRangeShare,
    psi: figures.psi,
    psi_by_chance: figures.psiByChance,
    verdict: figures.verdict,
    values_needed: figures.valuesNeeded,
    bins:
      coder === PRESENCE_CODER
        ? []
        : coder.bins.map(({ label, count }, bin) => ({
            bin: label,
            training_share: values === 0 ? 0 : count / values,
            window_share: figures.values === 0 ? null : figures.binCounts[bin]! / figures.values,
          })),
  };
}
