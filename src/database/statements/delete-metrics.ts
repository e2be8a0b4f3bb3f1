import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** Deletes the metric rows of a run. */
export async function deleteMetrics(sql: Sql, runId: number): Promise<void> {
  const statement = sql`delete from model_run_metrics where model_run_id = ${runId}::bigint`;
  await traced(sql, "DELETE model_run_metrics", statement);
}
