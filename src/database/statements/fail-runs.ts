import type { Sql } from "../client.ts";
import { LOCK_KEY_BASE } from "../lock-key.ts";
import type { Layout } from "../schema/layout.ts";
import { traced } from "../traced.ts";
import { metricColumns, nextMetricId } from "./insert-metrics.ts";
import type { RunningRun } from "./read-running-runs.ts";

/**
 * Sets those of `suspects` to FAILED (`error_type = interrupted`) whose rows have not changed since they were found and whose
 * lock is free. Returns their ids. Without a `layout`, their metric rows are left alone: they cannot be written.
 *
 * Call it on another connection than the one that holds this process's locks, because an advisory lock is re-entrant.
 * Locks: the rows (those that another transaction holds are skipped), and each run's advisory lock until the end of the
 * statement, so that no process begins to train a run that is being failed.
 */
export async function failRuns(
  sql: Sql,
  suspects: readonly RunningRun[],
  layout: Layout | null,
): Promise<number[]> {
  const statement = sql<{ id: number }[]>`
    with suspects as materialized (
      select r.id from model_runs r
      join json_to_recordset(${JSON.stringify(suspects)}::text::json) as s(id bigint, version text)
        on s.id = r.id and s.version = r.xmin::text
      where r.run_status = 'RUNNING' order by r.id for update of r skip locked
    ), dead as materialized (
      select id from suspects where pg_try_advisory_xact_lock(${LOCK_KEY_BASE}::bigint + id::bigint)
    ), failed as (
      update model_runs r set run_status = 'FAILED' from dead where r.id = dead.id
    ) ${layout === null ? sql`` : metricsOfDead(sql, layout)}
    select id::float8 as id from dead order by id`;
  const rows = await traced(sql, "UPDATE model_runs", statement);
  return rows.map(({ id }) => id);
}

function metricsOfDead(sql: Sql, layout: Layout) {
  return sql`, deleted as (
      delete from model_run_metrics where model_run_id in (select id from dead)
    ), inserted as (
      insert into model_run_metrics (${metricColumns(sql, layout)})
      select ${nextMetricId(sql, layout)} dead.id, m.name, m.value
      from dead, (values ('error_type', 'interrupted'), ('error_message', ${MESSAGE}::text)) as m(name, value)
    )`;
}

const MESSAGE = "the process that trained this run ended before it was done; train it again";
