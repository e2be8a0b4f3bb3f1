import type { FileTable } from "../../ingest/files/file-table.ts";

/** A row in a message: `labels[3].churned`, `features[7]`. */
const ROW = /\b(?:features|labels)\[(\d+)\](\.?)/g;

/**
 * Returns the message about the body of a request as one about a file: with lines in place of rows, `line 5: churned`, where rows are
 * lines. `lineOf` returns the line of a row.
 */
export function describeRefusal(message: string, lineOf: FileTable["lineOf"] = () => undefined): string {
  return message
    .replace(/^features\./, "column ")
    .replace(/^features(?=[ :]):?/, "the table")
    .replace(/^body\b/, "the file")
    .replaceAll(ROW, (_, row: string, dot: string) => {
      const line = lineOf(Number(row));
      return line === undefined ? `[${row}]${dot}` : `line ${line}${dot === "" ? "" : ": "}`;
    });
}
