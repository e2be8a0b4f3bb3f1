import type { Config } from "../config/config.ts";
import { Database } from "../database/connection.ts";
import { requiredResult } from "../database/required-result.ts";
import { readResult } from "../database/statements/read-result.ts";
import { messageOf } from "../errors.ts";
import { noReport } from "../insight/no-report.ts";
import { readReport } from "../insight/read-report.ts";
import { print } from "../logging/console.ts";
import { printJson } from "./terminal/output.ts";

/**
 * `--report RUN_ID`: prints the report of a run as a page, with `isJson` as one JSON object. Returns the exit code: 1 if it cannot
 * be read.
 */
export async function report(
  { database: address, settings }: Config,
  runId: number,
  isJson: boolean,
): Promise<number> {
  const database = new Database(address, settings.databaseTimeoutSeconds * 1000);
  try {
    const { maxResultBytes } = settings;
    const result = await database.run("read_pipeline", (sql) => readResult(sql, runId, maxResultBytes));
    const read = readReport(requiredResult(result, runId, maxResultBytes).bytes, runId);
    if (read === undefined) throw new Error(noReport(runId));
    if (isJson) printJson(read);
    else print((await import("../insight/page/page.ts")).renderPage(read));
    return 0;
  } catch (error) {
    console.error(`mlsvc: ${messageOf(error)}`);
    return 1;
  } finally {
    await database.close();
  }
}
