import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/**
 * Sets `pipeline_ok` of every registered model to whether its name is in `names`. Rows that are right already are not
 * written. Locks: the rows that change.
 */
export async function setPipelineOk(sql: Sql, names: readonly string[]): Promise<void> {
  const statement = sql`
    update models m set pipeline_ok = not m.pipeline_ok
    where m.pipeline_ok is distinct from
      (m.name in (select json_array_elements_text(${JSON.stringify(names)}::text::json)))`;
  await traced(sql, "UPDATE models", statement);
}
