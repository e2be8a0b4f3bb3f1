import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";
import { PREPARED, ROW_TAG } from "./row-tag.ts";

const STATEMENT = `select ${ROW_TAG} as tag from model_runs where id = $1::bigint`;

/** Reads the tag of the result of one run, as `readTags` does; undefined when there is no such run. Takes no lock. */
export async function readTag(sql: Sql, runId: number): Promise<string | undefined> {
  const statement = sql.unsafe<{ tag: string }[]>(STATEMENT, [runId], PREPARED);
  const rows = await traced(sql, "SELECT model_runs", statement);
  return rows[0]?.tag;
}
