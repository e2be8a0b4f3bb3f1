import type { Report } from "../report.ts";

/** Returns the run of a report as a term and its value; nothing for a training that is not a run. */
export function runOf({ model_run_id }: Report): [string, string][] {
  return model_run_id === null ? [] : [["run", String(model_run_id)]];
}
