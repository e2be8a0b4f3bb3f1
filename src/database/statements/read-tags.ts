import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";
import { readTag } from "./read-tag.ts";
import { PREPARED, ROW_TAG } from "./row-tag.ts";

const STATEMENT = `select id::text, ${ROW_TAG} as tag from model_runs where id = any($1::bigint[])`;

/**
 * Reads the tags of the results of several runs, without their bytes: a cheap statement by which a prediction learns that the
 * pipeline in memory is still the one of its run. A run that does not exist is left out. Takes no lock.
 */
export async function readTags(sql: Sql, runIds: readonly number[]): Promise<Map<number, string>> {
  const [runId] = runIds;
  if (runIds.length === 1 && runId !== undefined) {
    // For an array, planning alone takes the server longer than this statement takes altogether.
    const tag = await readTag(sql, runId);
    return new Map(tag === undefined ? [] : [[runId, tag]]);
  }
  const statement = sql.unsafe<{ id: string; tag: string }[]>(STATEMENT, [`{${runIds.join()}}`], PREPARED);
  const rows = await traced(sql, "SELECT model_runs", statement);
  return new Map(rows.map(({ id, tag }) => [Number(id), tag]));
}
