import { ValueError } from "../../learn/core/errors.ts";
import { BodyReader } from "../body-reader.ts";
import type { ByteSource } from "./byte-source.ts";
import type { FileOptions, FileTable } from "./file-table.ts";
import { notJson, tableOf } from "./read-json.ts";
import { RowLines } from "./row-lines.ts";
import { TextLines } from "./text-lines.ts";

const [NEWLINE, OPEN, COMMA, CLOSE] = [10, 91, 44, 93];
/** The byte order mark, spaces and line ends. */
const BLANKS = new Set([0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0d]);

/**
 * Reads a file with one JSON object per line, as a list of rows. Blank lines are skipped. Throws `ValueError`, with the number
 * of the line that is not JSON.
 */
export async function readNdjson(source: ByteSource, options: FileOptions): Promise<FileTable> {
  const reading = new NdjsonReading(options);
  for await (const chunk of source.read(options.onRead)) reading.push(chunk);
  return reading.finish();
}

class NdjsonReading {
  readonly #reader: BodyReader;
  readonly #lines = new TextLines();
  readonly #rowLines = new RowLines();
  #rows = 0;
  #line = 1;
  /** The beginning of a line whose end has not arrived yet. */
  #cut: Uint8Array[] = [];
  /** The latest line that is not blank, and its number. */
  #latest: { readonly line: Uint8Array; readonly number: number } | undefined;

  constructor(limits: FileOptions) {
    this.#reader = new BodyReader({ kind: "rows", limits, wanted: {} });
    this.#reader.push(Uint8Array.of(OPEN!));
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE!); end >= 0; end = chunk.indexOf(NEWLINE!, from)) {
      this.#addLine(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < chunk.length) this.#cut.push(chunk.slice(from));
  }

  finish(): FileTable {
    this.#addLine(new Uint8Array(0));
    this.#lines.finish();
    this.#reader.push(Uint8Array.of(CLOSE!));
    const body = this.#reader.finish();
    if (body.rows !== this.#rows) throw new ValueError("each line must be one JSON object");
    return { ...tableOf(body), format: "ndjson", lineOf: (row) => this.#rowLines.lineOf(row) };
  }

  /** Adds the rest of a line, of which the beginning may be in `#cut`. */
  #addLine(rest: Uint8Array): void {
    const line = this.#cut.length === 0 ? rest : Buffer.concat([...this.#cut, rest]);
    this.#cut = [];
    const number = this.#line++;
    if (line.every((byte) => BLANKS.has(byte))) return;
    if (this.#rows > 0) this.#reader.push(Uint8Array.of(COMMA!));
    this.#reader.push(line);
    if (this.#reader.brokenAt !== undefined) throw notJson(this.#brokenLine(number));
    this.#latest = { line, number };
    this.#rowLines.add(this.#rows++, number);
  }

  /** Returns the number of the line that is not JSON: the one that has just been read or, if that is cut off, the one before. */
  #brokenLine(number: number): number {
    return this.#latest === undefined || isJson(this.#latest.line) ? number : this.#latest.number;
  }
}

function isJson(line: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(line));
    return true;
  } catch {
    return false;
  }
}
