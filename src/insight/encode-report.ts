import type { PlainData } from "../learn/core/estimator.ts";
import { encodeMessagePack } from "../learn/core/messagepack.ts";
import type { StoredReport } from "./report.ts";

/** Maximum size of a stored report. */
export const MOST_BYTES = 65_536;

/** Encodes a report as MessagePack of at most `MOST_BYTES`: columns and curves are left out from the end until it fits. */
export function encodeReport(report: StoredReport): Uint8Array {
  let shorter = report;
  for (;;) {
    const bytes = encodeMessagePack(shorter as unknown as PlainData);
    if (bytes.length <= MOST_BYTES) return bytes;
    shorter = shorten(shorter);
  }
}

/** Returns the report with half of the columns, or without the parts that take the most space. */
function shorten(report: StoredReport): StoredReport {
  const { columns, labels, evaluation } = report;
  if (columns.length > 10) {
    const kept = Math.floor(columns.length / 2);
    return {
      ...report,
      columns: columns.slice(0, kept),
      columns_not_listed: report.columns_not_listed + columns.length - kept,
    };
  }
  if (evaluation.partial_dependence.columns.length > 0) {
    const partial_dependence = { ...evaluation.partial_dependence, columns: [] };
    return { ...report, evaluation: { ...evaluation, partial_dependence } };
  }
  if ((evaluation.classification?.curves.length ?? 0) > 0) {
    const classification = { ...evaluation.classification!, curves: [] };
    return { ...report, evaluation: { ...evaluation, classification } };
  }
  return {
    ...report,
    columns: [],
    columns_not_listed: report.columns_not_listed + columns.length,
    labels: [],
    labels_not_listed: report.labels_not_listed + labels.length,
    metrics: [],
    evaluation: { ...evaluation, problems: ["the report was too large"] },
  };
}
