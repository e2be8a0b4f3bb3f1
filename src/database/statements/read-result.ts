import type { Sql } from "../connection.ts";

/** The stored result of a run. */
export interface StoredResult {
  readonly status: string;
  /** Changes whenever the row is written. */
  readonly tag: string;
  /** Length of the stored bytes; null when there are none. */
  readonly size: number | null;
  /** The bytes; null when there are none, or when they are over the limit. */
  readonly bytes: Uint8Array | null;
}

/** A row's version: the transaction that wrote it (`xmin`), and where it stands (`ctid`). */
const TAG = "xmin::text || ':' || ctid::text";

const READ_RESULT = `
  select run_status::text as status, tag, size, case when size <= $2::int then run_result end as bytes
  from (
    select run_status, run_result, octet_length(run_result) as size, ${TAG} as tag
    from model_runs where id = $1::bigint
  ) as run`;

/** Of a single run: the plan by an array takes the server longer than all the rest. */
const READ_TAG = `select id::text, ${TAG} as tag from model_runs where id = $1::bigint`;

const READ_TAGS = `select id::text, ${TAG} as tag from model_runs where id = any($1::bigint[])`;

/** For statements that stand in the way of every prediction. A session behind a pooler does not prepare them. */
const PREPARED = { prepare: true };

/** Reads the result of a run, or null when there is no such run. Takes no lock. */
export async function readResult(sql: Sql, runId: number, maxBytes: number): Promise<StoredResult | null> {
  const rows = await sql.unsafe<StoredResult[]>(READ_RESULT, [runId, maxBytes], PREPARED);
  return rows[0] ?? null;
}

/**
 * Reads the tags of the results of runs, whose bytes are not touched: one cheap statement by which a prediction learns
 * that the pipeline in memory is still that of its run. A run that is not there is left out. Takes no lock.
 */
export async function readTags(sql: Sql, runIds: readonly number[]): Promise<Map<number, string>> {
  const [text, parameter] =
    runIds.length === 1 ? ([READ_TAG, runIds[0]!] as const) : ([READ_TAGS, `{${runIds.join()}}`] as const);
  const rows = await sql.unsafe<{ id: string; tag: string }[]>(text, [parameter], PREPARED);
  return new Map(rows.map(({ id, tag }) => [Number(id), tag]));
}
