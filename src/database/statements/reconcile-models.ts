import type { Sql } from "../connection.ts";

/**
 * Sets `pipeline_ok` of every registered model to whether its name is in `names`; rows that are right already
 * are not written. Gives every registered name. Locks: the rows it changes.
 */
export async function reconcileModels(sql: Sql, names: readonly string[]): Promise<string[]> {
  const known = JSON.stringify(names);
  await sql`
    update models m set pipeline_ok = not m.pipeline_ok
    where m.pipeline_ok is distinct from (m.name in (select json_array_elements_text(${known}::text::json)))`;
  const rows = await sql<{ name: string }[]>`select name from models order by name`;
  return rows.map(({ name }) => name);
}
