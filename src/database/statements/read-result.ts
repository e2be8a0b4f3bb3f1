import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";
import { PREPARED, ROW_TAG } from "./row-tag.ts";

/** The stored result of a run. */
export interface StoredResult {
  readonly status: string;
  /** Changes whenever the row is written. */
  readonly tag: string;
  /** Length of the stored bytes; null when there are none. */
  readonly size: number | null;
  /** The bytes; null when there are none, or more than the limit. */
  readonly bytes: Uint8Array | null;
}

const STATEMENT = `
  select run_status::text as status, tag, size, case when size <= $2::int then run_result end as bytes
  from (
    select run_status, run_result, octet_length(run_result) as size, ${ROW_TAG} as tag
    from model_runs where id = $1::bigint
  ) as run`;

/** Reads the result of a run, the bytes if there are at most `maxBytes`; null when there is no such run. Takes no lock. */
export async function readResult(sql: Sql, runId: number, maxBytes: number): Promise<StoredResult | null> {
  const statement = sql.unsafe<StoredResult[]>(STATEMENT, [runId, maxBytes], PREPARED);
  const rows = await traced(sql, "SELECT model_runs.run_result", statement);
  return rows[0] ?? null;
}
