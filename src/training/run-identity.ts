/** What identifies a run in this process. */
export interface RunIdentity {
  readonly runId: number;
  readonly modelName: string;
  /** The id of the request that posted the run, so that its log lines can be joined. */
  readonly requestId: string;
  /** The trace of that request, if it is traced. */
  readonly traceId?: string | undefined;
}
