import type { Sql } from "./connection.ts";
import { LOCK_SPACE } from "./run-locks.ts";

/** A run whose row says RUNNING. */
export interface RunningRun {
  readonly id: number;
  /** `xmin` of its row: changes whenever it is written. */
  readonly version: string;
  /** Whether a session holds its lock. */
  readonly held: boolean;
}

/** Finds them, and by the locks that sessions hold, which of them have a trainer. Takes no lock. */
export async function findRunning(sql: Sql): Promise<RunningRun[]> {
  return sql<RunningRun[]>`
    select r.id, r.xmin::text as version, exists (
      select from pg_locks l
      where l.locktype = 'advisory' and l.granted and l.classid = ${LOCK_SPACE}::oid and l.objid = r.id::oid
        and l.objsubid = 2 and l.database = (select oid from pg_database where datname = current_database())
    ) as held
    from model_runs r where r.run_status = 'RUNNING' order by r.id`;
}
