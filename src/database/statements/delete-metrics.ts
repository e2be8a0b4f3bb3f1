import type { Sql } from "../client.ts";

/** Deletes the metric rows of a run. */
export async function deleteMetrics(sql: Sql, runId: number): Promise<void> {
  await sql`delete from model_run_metrics where model_run_id = ${runId}::bigint`;
}
