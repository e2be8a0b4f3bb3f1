import type { Sql } from "../client.ts";

/** Returns the name of every registered model, sorted. Takes no lock. */
export async function readModelNames(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`select name from models order by name`;
  return rows.map(({ name }) => name);
}
