import type { FileTable } from "../../ingest/files/file-table.ts";

/** A row in a message: `labels[3].churned`, `features[7]`. */
const ROW = /\b(?:features|labels)\[(\d+)\](\.?)/g;

/** Returns a message about rows with the lines of the file in their place: `line 5: churned`. */
export function rowsAsLines(message: string, table: FileTable): string {
  return message.replaceAll(ROW, (_, row: string, dot: string) => {
    const line = table.lineOf(Number(row));
    return line === undefined ? `[${row}]${dot}` : `line ${line}${dot === "" ? "" : ": "}`;
  });
}
