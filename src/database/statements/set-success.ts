import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/**
 * Sets a run to SUCCESS and stores its pipeline. Returns the version of its row (`xmin`), or null when it is gone. Locks: the
 * row.
 */
export async function setSuccess(sql: Sql, runId: number, result: Uint8Array): Promise<string | null> {
  const statement = sql<{ version: string }[]>`
    update model_runs set run_status = 'SUCCESS', run_result = ${asBuffer(result)}::bytea
    where id = ${runId}::bigint returning xmin::text as version`;
  const [row] = await traced(sql, "UPDATE model_runs", statement);
  return row?.version ?? null;
}

/** Returns the same bytes as a `Buffer`, which postgres.js sends as bytea. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
