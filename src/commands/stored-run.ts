import type { Config } from "../config/config.ts";
import { Database } from "../database/connection.ts";
import { type RequiredResult, requiredResult } from "../database/required-result.ts";
import { readResult } from "../database/statements/read-result.ts";
import { messageOf } from "../errors.ts";

/**
 * Reads the stored result of a run and passes it to `show`. Returns the exit code: 1 if it cannot be read or shown, after a line
 * that says why.
 */
export async function showStoredRun(
  { database: address, settings }: Config,
  runId: number,
  show: (result: RequiredResult) => void | Promise<void>,
): Promise<number> {
  const { databaseTimeoutSeconds, maxResultBytes } = settings;
  const database = new Database(address, databaseTimeoutSeconds * 1000);
  try {
    const result = await database.run("read_pipeline", (sql) => readResult(sql, runId, maxResultBytes));
    await show(requiredResult(result, runId, maxResultBytes));
    return 0;
  } catch (error) {
    console.error(`mlsvc: ${messageOf(error)}`);
    return 1;
  } finally {
    await database.close();
  }
}
