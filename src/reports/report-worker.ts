// Imported before any model: it redirects what a model prints.
import "../logging/console.ts";
import { renderPage } from "../insight/page/page.ts";
import { readReport } from "../insight/read-report.ts";
import { StateError } from "../learn/core/errors.ts";
import type { ReportReply, ReportRequest } from "./report-protocol.ts";

/** The program of the worker thread that reads and writes reports. */
declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<ReportRequest>) => {
  self.postMessage(answer(data));
};

function answer({ runId, bytes, format }: ReportRequest): ReportReply {
  try {
    const report = readReport(bytes, runId);
    if (report === undefined) return { type: "absent" };
    const text = format === "html" ? renderPage(report) : JSON.stringify(report);
    return { type: "written", text, model: report.model_name };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return { type: "unreadable", message: error.message };
  }
}
