/** Returns why a run with a pipeline has no report. */
export function noReport(runId: number): string {
  return `run ${runId} has no report: an older version of mlsvc trained it, or STORE_REPORT was false; train it again`;
}
