/** How a report is written: as a page, or as data. */
export type ReportFormat = "html" | "json";

/** Message from the main thread to the worker: the stored pipeline whose report is to be written. */
export interface ReportRequest {
  readonly runId: number;
  readonly bytes: Uint8Array;
  readonly format: ReportFormat;
}

/** Messages from the worker to the main thread, one for each request. */
export type ReportReply =
  | { readonly type: "written"; readonly text: string; readonly model: string }
  /** The run has no report. */
  | { readonly type: "absent" }
  /** The bytes cannot be read; the message says why. */
  | { readonly type: "unreadable"; readonly message: string };
