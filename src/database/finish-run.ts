import type { Sql } from "./client.ts";
import type { Layout } from "./schema/layout.ts";
import { deleteMetrics } from "./statements/delete-metrics.ts";
import { insertMetrics, type MetricRow } from "./statements/insert-metrics.ts";
import { setFailed } from "./statements/set-failed.ts";
import { setSuccess } from "./statements/set-success.ts";

/** How a run ended. */
export interface RunEnd {
  /** The stored pipeline of a run that succeeded; null for one that failed, which keeps an earlier pipeline. */
  readonly result: Uint8Array | null;
  /** The metric rows that replace earlier ones. Null leaves those rows alone: they cannot be written. */
  readonly metrics: readonly MetricRow[] | null;
}

/**
 * Writes the end of a run: SUCCESS with the pipeline or FAILED, and the metric rows. Returns the version of the row, or null
 * when it is gone. Call it within a transaction. Locks: the run's row.
 */
export async function finishRun(
  sql: Sql,
  runId: number,
  { result, metrics }: RunEnd,
  layout: Layout,
): Promise<string | null> {
  const row = result === null ? setFailed(sql, runId) : setSuccess(sql, runId, result);
  if (metrics === null) return row;
  // All are sent at once; the server executes them in this order, and inserts nothing for a row that is gone.
  const [version] = await Promise.all([
    row,
    deleteMetrics(sql, runId),
    insertMetrics(sql, runId, metrics, layout),
  ]);
  return version;
}
