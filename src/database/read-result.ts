import type { Sql } from "./connection.ts";

/** The stored result of a run. */
export interface StoredResult {
  readonly status: string;
  /** Changes whenever the row is written. */
  readonly tag: string;
  /** Length of the stored bytes; null when there are none. */
  readonly size: number | null;
  /** The bytes; null when there are none, when `tag` is the known one, or when they are over the limit. */
  readonly bytes: Uint8Array | null;
}

/**
 * Reads the result of a run, its bytes only when the row is not as it was at `knownTag`: one cheap statement
 * for every prediction, so that a retrained run is served at once. Null when there is no such run. No lock.
 *
 * A row's version is the transaction that wrote it (`xmin`) and where it stands (`ctid`).
 */
export async function readResult(
  sql: Sql,
  runId: number,
  knownTag: string,
  maxBytes: number,
): Promise<StoredResult | null> {
  const rows = await sql<{ status: string; tag: string; size: number | null; bytes: Uint8Array | null }[]>`
    select run_status::text as status, tag, size,
           case when tag <> ${knownTag}::text and size <= ${maxBytes}::int then run_result end as bytes
    from (
      select run_status, run_result, octet_length(run_result) as size, xmin::text || ':' || ctid::text as tag
      from model_runs where id = ${runId}::bigint
    ) as run`;
  return rows[0] ?? null;
}
