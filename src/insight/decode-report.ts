import * as v from "valibot";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { StateError } from "../learn/core/errors.ts";
import { decodeMessagePack } from "../learn/core/messagepack.ts";
import { columnSchema } from "./column-schema.ts";
import { MOST_BYTES } from "./encode-report.ts";
import { type ColumnSummary, type StoredReport, storedReportSchema } from "./report.ts";
import { columnOf } from "./stored-column.ts";

/** What `encodeReport` has encoded by itself. */
const encodedColumns = v.looseObject({
  columns: v.array(v.instance(Uint8Array)),
  importances: v.instance(Float64Array),
});

/** What the summary of any column has, of a kind that this program does not know too. */
const anyColumn = v.object({
  kind: v.string(),
  name: v.string(),
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  missing: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** A column of whose summary only this is known. */
export interface OtherColumn {
  readonly kind: "other";
  readonly name: string;
  /** Rows with a value, and rows without one. */
  readonly count: number;
  readonly missing: number;
}

/** Decodes a stored report. Throws `StateError` for anything else; nothing in the bytes is executed. */
export function decodeReport(bytes: Uint8Array): StoredReport {
  const { columns, importances, ...others } = decodeOuter(bytes);
  const report = {
    ...(unpacked(others) as object),
    columns: columns.map((column, index) => decodeColumn(column, importances, index)),
  };
  const result = v.safeParse(storedReportSchema, report);
  if (!result.success) throw malformed(result.issues[0]);
  return result.output;
}

/**
 * Decodes the summaries of the columns in a stored report, the most important first, in a tenth of the time that the whole report
 * takes. Throws `StateError` if they are malformed.
 */
export function decodeColumns(bytes: Uint8Array): (ColumnSummary | OtherColumn)[] {
  const { columns, importances } = decodeOuter(bytes);
  return columns.map((encoded, index) => {
    const column = decodeColumn(encoded, importances, index);
    const known = v.safeParse(columnSchema, column);
    if (known.success) return known.output;
    const any = v.safeParse(anyColumn, column);
    if (!any.success) throw malformed(any.issues[0]);
    return { ...any.output, kind: "other" };
  });
}

function decodeOuter(bytes: Uint8Array): v.InferOutput<typeof encodedColumns> {
  if (bytes.length > MOST_BYTES)
    throw new StateError("the report of the run is too large; train the run again");
  const outer = v.safeParse(encodedColumns, decodeMessagePack(bytes));
  if (!outer.success) throw malformed(outer.issues[0]);
  return outer.output;
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
