import type { Sql } from "../connection.ts";
import type { Layout } from "../schema/layout.ts";
import { type MetricRow, replaceMetrics } from "./metric-rows.ts";

/** How a run ended. */
export interface RunEnd {
  /** The stored pipeline of a run that succeeded; null for one that failed, which keeps an earlier pipeline. */
  readonly result: Uint8Array | null;
  /** Take the place of earlier metric rows. Null leaves those rows alone: they cannot be written. */
  readonly metrics: readonly MetricRow[] | null;
}

/**
 * Writes the end of a run: SUCCESS with the pipeline or FAILED, and its metric rows. Returns the version of the row,
 * null when it is gone. To be called within a transaction. Locks: the run's row.
 */
export async function finishRun(
  sql: Sql,
  runId: number,
  { result, metrics }: RunEnd,
  layout: Layout,
): Promise<string | null> {
  const [row] =
    result === null
      ? await sql<Written[]>`
          update model_runs set run_status = 'FAILED' where id = ${runId}::bigint returning xmin::text as version`
      : await sql<Written[]>`
          update model_runs set run_status = 'SUCCESS', run_result = ${asBuffer(result)}::bytea
          where id = ${runId}::bigint returning xmin::text as version`;
  if (row === undefined) return null;
  if (metrics !== null) await replaceMetrics(sql, runId, metrics, layout);
  return row.version;
}

interface Written {
  readonly version: string;
}

/** The same bytes under the name that postgres.js knows. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
