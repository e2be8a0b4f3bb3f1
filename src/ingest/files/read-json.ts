import { ValueError } from "../../learn/core/errors.ts";
import { BodyReader } from "../body-reader.ts";
import type { RowColumn } from "../row-column.ts";
import type { BodyKind, WireBody } from "../sent-body.ts";
import type { ByteSource } from "./byte-source.ts";
import type { FileOptions, FileTable } from "./file-table.ts";
import { TextLines } from "./text-lines.ts";

/**
 * Reads a JSON file: of the kind `rows` a list of rows, or columns as lists; of the kind `training` the body of a training. Throws
 * `ValueError`, with the number of the line where it ceases to be JSON.
 */
export async function readJson(
  source: ByteSource,
  kind: Exclude<BodyKind, "prediction">,
  options: FileOptions,
): Promise<FileTable> {
  const reader = new BodyReader({ kind, limits: options, wanted: {} });
  const lines = new TextLines();
  for await (const chunk of source.read(options.onRead)) {
    lines.push(chunk);
    reader.push(chunk);
    if (reader.brokenAt !== undefined) throw notJson(lines.lineAt(reader.brokenAt));
  }
  lines.finish();
  const body = finish(reader, lines);
  return {
    ...tableOf(body),
    format: "json",
    ...(kind === "rows" ? {} : { body: { labels: labelsOf(body), parametersText: body.parametersText() } }),
    lineOf: () => undefined,
  };
}

/** Returns the body. Throws `ValueError`, for text that is not JSON with the number of the line. */
function finish(reader: BodyReader, lines: TextLines): WireBody {
  try {
    return reader.finish();
  } catch (error) {
    if (reader.brokenAt !== undefined) throw notJson(lines.lineAt(reader.brokenAt));
    if (reader.isCutOff) throw new ValueError("ends before its JSON is complete");
    throw error;
  }
}

function labelsOf(body: WireBody): RowColumn[] {
  if (!body.hasLabels) return [];
  return body.columns("labels").map((name) => body.column("labels", name));
}

/** Returns the rows of a body as a table. Throws `ValueError` if they have no columns, or too many. */
export function tableOf(body: WireBody): Pick<FileTable, "rows" | "names" | "column" | "notes" | "warnings"> {
  return {
    rows: body.rows,
    names: body.columns("features"),
    column: (name) => body.column("features", name),
    notes: [],
    warnings: [],
  };
}

/** Returns the error for text that is not JSON. */
export function notJson(line: number): ValueError {
  return new ValueError(`line ${line}: is not JSON`);
}
