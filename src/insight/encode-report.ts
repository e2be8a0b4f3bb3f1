import { encodeMessagePack } from "../learn/core/messagepack.ts";
import type { PlainData } from "../learn/core/step.ts";
import type { ColumnSummary, Importance, Packed, StoredReport } from "./report.ts";
import { storedColumn } from "./stored-column.ts";

/** Maximum size of a stored report. */
export const MOST_BYTES = 65_536;

/** A report as it is made. */
export interface MadeReport extends Packed<StoredReport> {
  /** The importance of each of `columns`, instead of an entry of each of them. */
  readonly importances?: readonly Importance[];
}

const known = new WeakMap<Packed<ColumnSummary>, Uint8Array>();

/**
 * Encodes a column by itself, and keeps the result as long as the summary: columns are summarized before a fit, and what can be
 * done before it does not lengthen it.
 */
export function encodeColumn(column: Packed<ColumnSummary>): Uint8Array {
  let bytes = known.get(column);
  if (bytes === undefined) {
    bytes = encodeMessagePack(storedColumn(column));
    known.set(column, bytes);
  }
  return bytes;
}

/** Encodes a report as MessagePack of at most `MOST_BYTES`: columns and curves are left out from the end until it fits. */
export function encodeReport(report: MadeReport): Uint8Array {
  let shorter = report;
  for (;;) {
    const bytes = encodeMessagePack(storedForm(shorter));
    if (bytes.length <= MOST_BYTES) return bytes;
    shorter = shorten(shorter);
  }
}

/** Returns a report with each column encoded by itself, and the importances, mean and deviation in turn, in one array. */
function storedForm({ columns, importances = [], ...others }: MadeReport): PlainData {
  const numbers = new Float64Array(2 * Math.min(importances.length, columns.length));
  for (let i = 0; 2 * i < numbers.length; i++) {
    numbers[2 * i] = importances[i]!.mean;
    numbers[2 * i + 1] = importances[i]!.std;
  }
  return { ...others, columns: columns.map(encodeColumn), importances: numbers } as unknown as PlainData;
}

/** Returns the report with half of the columns, or without the parts that take the most space. */
function shorten(report: MadeReport): MadeReport {
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
