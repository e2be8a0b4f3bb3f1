import * as v from "valibot";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { StateError } from "../learn/core/errors.ts";
import { decodeMessagePack } from "../learn/core/messagepack.ts";
import { MOST_BYTES } from "./encode-report.ts";
import { type StoredReport, storedReportSchema } from "./report.ts";
import { columnOf } from "./stored-column.ts";

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
    ...(unpacked(others) as object),
    columns: columns.map((column, index) => decodeColumn(column, importances, index)),
  };
  const result = v.safeParse(storedReportSchema, report);
  if (!result.success) throw malformed(result.issues[0]);
  return result.output;
}

function decodeColumn(bytes: Uint8Array, importances: Float64Array, index: number): unknown {
  const stored = decodeMessagePack(bytes);
  const column = unpacked(isPlainObject(stored) ? columnOf(stored) : stored);
  const [mean, std] = importances.subarray(2 * index, 2 * index + 2);
  return mean === undefined ? column : { ...(column as object), importance: { mean, std } };
}

/** Returns `value` with lists in place of typed arrays. */
export function unpacked(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(unpacked);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpacked(entry)]));
}

function malformed(issue: v.BaseIssue<unknown>): StateError {
  const where = v.getDotPath(issue) ?? "its beginning";
  return new StateError(`the report of the run is malformed at ${where}; train the run again`);
}
