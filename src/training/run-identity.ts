/** What identifies a run in this process. */
export interface RunIdentity {
  readonly runId: number;
  readonly modelName: string;
  /** The id of the request that posted the run, so that its log lines can be joined. */
  readonly requestId: string;
}
