import * as v from "valibot";
import { StateError } from "../learn/core/errors.ts";
import { decodeMessagePack } from "../learn/core/messagepack.ts";
import { MOST_BYTES } from "./encode-report.ts";
import { type StoredReport, storedReportSchema } from "./report.ts";

/** What `encodeReport` has encoded by itself. */
const encodedColumns = v.looseObject({
  columns: v.array(v.instance(Uint8Array)),
  importances: v.instance(Float64Array),
});

/** Decodes a stored report. Throws `StateError` for anything else; nothing in the bytes is executed. */
export function decodeReport(bytes: Uint8Array): StoredReport {
  if (bytes.length > MOST_BYTES)
    throw new StateError("the report of the run is too large; train the run again");
  const outer = v.safeParse(encodedColumns, decodeMessagePack(bytes));
  if (!outer.success) throw malformed(outer.issues[0]);
  const { columns, importances, ...others } = outer.output;
  const report = {
    ...others,
    columns: columns.map((column, index) => decodeColumn(column, importances, index)),
  };
  const result = v.safeParse(storedReportSchema, report);
  if (!result.success) throw malformed(result.issues[0]);
  return result.output;
}

function decodeColumn(bytes: Uint8Array, importances: Float64Array, index: number): unknown {
  const column = decodeMessagePack(bytes);
  const [mean, std] = importances.subarray(2 * index, 2 * index + 2);
  return mean === undefined ? column : { ...(column as object), importance: { mean, std } };
}

function malformed(issue: v.BaseIssue<unknown>): StateError {
  const where = v.getDotPath(issue) ?? "its beginning";
  return new StateError(`the report of the run is malformed at ${where}; train the run again`);
}
