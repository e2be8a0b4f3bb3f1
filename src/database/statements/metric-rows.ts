import type { Sql } from "../connection.ts";
import type { Layout } from "../schema/layout.ts";

/** A row of `model_run_metrics`. */
export interface MetricRow {
  readonly name: string;
  readonly value: string;
}

/** Puts `metrics` in place of the metric rows of a run. To be called within a transaction. */
export async function replaceMetrics(
  sql: Sql,
  runId: number,
  metrics: readonly MetricRow[],
  layout: Layout,
): Promise<void> {
  await sql`delete from model_run_metrics where model_run_id = ${runId}::bigint`;
  const rows = metrics.map(({ name, value }) => ({
    name: truncate(name, layout.metricNameLength),
    value: truncate(value, layout.metricValueLength),
  }));
  await sql`
    insert into model_run_metrics (${metricColumns(sql, layout)})
    select ${nextMetricId(sql, layout)} ${runId}::bigint, m.name, m.value
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as m(name text, value text)`;
}

/** The columns of an INSERT of metric rows, the id among them where the column does not fill itself. */
export function metricColumns(sql: Sql, { metricIdSequence }: Layout) {
  return metricIdSequence === null
    ? sql`model_run_id, metric_name, metric_value`
    : sql`id, model_run_id, metric_name, metric_value`;
}

/** What stands before the values of such a row: nothing, or the next id and a comma. */
export function nextMetricId(sql: Sql, { metricIdSequence }: Layout) {
  return metricIdSequence === null ? sql`` : sql`nextval(${metricIdSequence}::text::regclass),`;
}

/** Text that a column of `length` characters takes: no NUL, no half of a surrogate pair, cut to the length. */
export function truncate(text: string, length: number): string {
  return Array.from(text.toWellFormed().replaceAll("\0", "\u2400")).slice(0, length).join("");
}
