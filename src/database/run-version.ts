import type { Sql } from "./connection.ts";

/** How a run's row stands: for a process that was cut off and asks what happened meanwhile. */
export interface RunVersion {
  readonly status: string;
  readonly version: string;
  /** MD5 of the stored bytes, hexadecimal; null when there are none or `wantDigest` was false. */
  readonly digest: string | null;
}

/** Reads it; null when the row is gone. Takes no lock. */
export async function readRunVersion(
  sql: Sql,
  runId: number,
  wantDigest: boolean,
): Promise<RunVersion | null> {
  const rows = await sql<RunVersion[]>`
    select run_status as status, xmin::text as version,
           case when ${wantDigest}::boolean then md5(run_result) end as digest
    from model_runs where id = ${runId}::int`;
  return rows[0] ?? null;
}
