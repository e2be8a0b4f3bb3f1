import type { Sql } from "../client.ts";
import { truncate } from "../metric-text.ts";
import type { Layout } from "../schema/layout.ts";
import { traced } from "../traced.ts";

/** A row of `model_run_metrics`. */
export interface MetricRow {
  readonly name: string;
  readonly value: string;
}

/**
 * Inserts the metric rows of a run, with names and values truncated to the length of their columns. Has no effect if the run's row
 * is gone.
 */
export async function insertMetrics(
  sql: Sql,
  runId: number,
  metrics: readonly MetricRow[],
  layout: Layout,
): Promise<void> {
  const rows = metrics.map(({ name, value }) => ({
    name: truncate(name, layout.metricNameLength),
    value: truncate(value, layout.metricValueLength),
  }));
  const statement = sql`
    insert into model_run_metrics (${metricColumns(sql, layout)})
    select ${nextMetricId(sql, layout)} ${runId}::bigint, m.name, m.value
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as m(name text, value text)
    where exists (select from model_runs where id = ${runId}::bigint)`;
  await traced(sql, "INSERT model_run_metrics", statement);
}

/** Returns the column list of an INSERT of metric rows; it includes the id when the database does not fill that. */
export function metricColumns(sql: Sql, { metricIdSequence }: Layout) {
  return metricIdSequence === null
    ? sql`model_run_id, metric_name, metric_value`
    : sql`id, model_run_id, metric_name, metric_value`;
}

/** Returns the beginning of the values that go with `metricColumns`: the next id and a comma, or nothing. */
export function nextMetricId(sql: Sql, { metricIdSequence }: Layout) {
  return metricIdSequence === null ? sql`` : sql`nextval(${metricIdSequence}::text::regclass),`;
}
