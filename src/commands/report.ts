import type { Config } from "../config/config.ts";
import { noReport } from "../insight/no-report.ts";
import { readReport } from "../insight/read-report.ts";
import { print } from "../logging/console.ts";
import { showStoredRun } from "./stored-run.ts";
import { printJson } from "./terminal/output.ts";

/**
 * `--report RUN_ID`: prints the report of a run as a page, with `isJson` as one JSON object. Returns the exit code: 1 if it cannot
 * be read.
 */
export function report(config: Config, runId: number, isJson: boolean): Promise<number> {
  return showStoredRun(config, runId, async ({ bytes }) => {
    const read = readReport(bytes, runId);
    if (read === undefined) throw new Error(noReport(runId));
    if (isJson) printJson(read);
    else print((await import("../insight/page/page.ts")).renderPage(read));
  });
}
