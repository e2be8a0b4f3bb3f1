import * as v from "valibot";
import { StateError } from "../learn/core/errors.ts";
import { decodeMessagePack } from "../learn/core/messagepack.ts";
import { MOST_BYTES } from "./encode-report.ts";
import { type StoredReport, storedReportSchema } from "./report.ts";

/** Decodes a stored report. Throws `StateError` for anything else; nothing in the bytes is executed. */
export function decodeReport(bytes: Uint8Array): StoredReport {
  if (bytes.length > MOST_BYTES)
    throw new StateError("the report of the run is too large; train the run again");
  const result = v.safeParse(storedReportSchema, decodeMessagePack(bytes));
  if (result.success) return result.output;
  const where = v.getDotPath(result.issues[0]) ?? "its beginning";
  throw new StateError(`the report of the run is malformed at ${where}; train the run again`);
}
