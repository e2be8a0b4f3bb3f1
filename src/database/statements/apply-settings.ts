import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** Applies server settings, by name, to the session or to the present transaction. */
export async function applySettings(
  sql: Sql,
  settings: Readonly<Record<string, string>>,
  scope: "session" | "transaction",
): Promise<void> {
  const statement = sql`
    select set_config(name, value, ${scope === "transaction"}::boolean)
    from json_each_text(${JSON.stringify(settings)}::text::json) as setting(name, value)`;
  await traced(sql, "SELECT set_config", statement);
}
