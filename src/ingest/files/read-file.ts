import type { ByteSource } from "./byte-source.ts";
import { formatOf } from "./file-format.ts";
import type { FileOptions, FileTable } from "./file-table.ts";

/** Bytes by which the format and the delimiter of a file are recognized. */
const HEAD_BYTES = 65_536;

/**
 * Reads the rows of a file: CSV with a header, JSON (a list of rows, columns as lists, or the body of a training), or NDJSON; see
 * `formatOf`. Throws `ValueError` that says what is wrong, and on which line, for whatever else is in the file.
 */
export async function readFile(source: ByteSource, options: FileOptions): Promise<FileTable> {
  const head = await source.head(HEAD_BYTES);
  const format = formatOf(source.path, head);
  if (format === "csv") return (await import("./read-csv.ts")).readCsv(source, head, options);
  if (format === "ndjson") return (await import("./read-ndjson.ts")).readNdjson(source, options);
  const kind = format === "body" ? "training" : "rows";
  return (await import("./read-json.ts")).readJson(source, kind, options);
}
