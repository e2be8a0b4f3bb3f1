import type { Sql } from "./connection.ts";

/** A row of `model_run_metrics`. */
export interface MetricRow {
  readonly name: string;
  readonly value: string;
}

/**
 * Writes the end of a run: SUCCESS with the pipeline, or FAILED (an earlier pipeline stays), and its metric rows
 * in place of earlier ones. Gives the version of the row, null when it is gone. To be called within a transaction.
 * Locks: the run's row.
 */
export async function finishRun(
  sql: Sql,
  runId: number,
  result: Uint8Array | null,
  metrics: readonly MetricRow[],
): Promise<string | null> {
  const [row] =
    result === null
      ? await sql<Written[]>`
          update model_runs set run_status = 'FAILED' where id = ${runId}::int returning xmin::text as version`
      : await sql<Written[]>`
          update model_runs set run_status = 'SUCCESS', run_result = ${asBuffer(result)}::bytea
          where id = ${runId}::int returning xmin::text as version`;
  if (row === undefined) return null;
  await sql`delete from model_run_metrics where model_run_id = ${runId}::bigint`;
  const names = metrics.map(({ name }) => fit(name));
  const values = metrics.map(({ value }) => fit(value));
  await sql`
    insert into model_run_metrics (model_run_id, metric_name, metric_value)
    select ${runId}::bigint, m.name, m.value
    from json_to_recordset(${JSON.stringify(names.map((name, i) => ({ name, value: values[i] })))}::text::json)
         as m(name text, value text)`;
  return row.version;
}

interface Written {
  readonly version: string;
}

/** The same bytes under the name that postgres.js knows. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Text that a VARCHAR(255) takes: no NUL, no half of a surrogate pair, at most 255 characters. */
export function fit(text: string): string {
  return Array.from(text.toWellFormed().replaceAll("\0", "\u2400")).slice(0, 255).join("");
}
