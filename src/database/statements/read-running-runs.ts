import { MAX_RUN_ID } from "../../run-id.ts";
import type { Sql } from "../client.ts";
import { LOCK_KEY_BASE } from "../lock-key.ts";
import { traced } from "../traced.ts";

/** A run whose row says RUNNING. */
export interface RunningRun {
  readonly id: number;
  /** The `xmin` of its row, which changes whenever the row is written. */
  readonly version: string;
  /** Whether a session holds its lock. */
  readonly held: boolean;
}

/**
 * Returns the runs whose row says RUNNING, and for each whether a session holds its lock, as the process that trains it does.
 * Runs with an id above `MAX_RUN_ID` are left out: mlsvc cannot train them. Takes no lock.
 */
export async function readRunningRuns(sql: Sql): Promise<RunningRun[]> {
  // pg_locks splits a 64-bit key into its upper and lower half and marks it by objsubid = 1.
  const statement = sql<RunningRun[]>`
    select r.id::float8 as id, r.xmin::text as version, exists (
      select from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and (l.classid::bigint << 32) + l.objid::bigint = ${LOCK_KEY_BASE}::bigint + r.id::bigint
        and l.database = (select oid from pg_database where datname = current_database())
    ) as held
    from model_runs r
    where r.run_status = 'RUNNING' and r.id between 1 and ${MAX_RUN_ID}::bigint order by r.id`;
  return traced(sql, "SELECT model_runs pg_locks", statement);
}
