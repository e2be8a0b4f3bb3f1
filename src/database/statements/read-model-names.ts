import type { Sql } from "../client.ts";
import { traced } from "../traced.ts";

/** Returns the name of every registered model, sorted. Takes no lock. */
export async function readModelNames(sql: Sql): Promise<string[]> {
  const statement = sql<{ name: string }[]>`select name from models order by name`;
  const rows = await traced(sql, "SELECT models", statement);
  return rows.map(({ name }) => name);
}
