import { ValueError } from "../../learn/core/errors.ts";
import { BodyReader } from "../body-reader.ts";
import type { WireBody } from "../sent-body.ts";
import type { ByteSource } from "./byte-source.ts";
import type { FileOptions, FileTable } from "./file-table.ts";
import { notJson, tableOf } from "./read-json.ts";
import { RowLines } from "./row-lines.ts";
import { TextLines } from "./text-lines.ts";

const NEWLINE = 10;
const [OPEN, COMMA, CLOSE] = Array.from("[,]", (sign) => Buffer.from(sign)) as [Buffer, Buffer, Buffer];
const BLANKS = new Set([0x20, 0x09, 0x0d]);
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a file with one JSON object per line, as a list of rows. Blank lines are skipped. Throws `ValueError`, with the number
 * of the line that is not a JSON object.
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
  /** For each row, the index of its first byte in the list that the reader gets. */
  readonly #starts: number[] = [];
  /** Number of bytes that the reader got. */
  #length = 0;
  /** Number of lines that are complete. */
  #line = 0;
  /** The beginning of a line whose end has not arrived yet. */
  #cut: Uint8Array[] = [];
  /** What the reader gets next: rows, each after a comma, and commas. */
  #next: Uint8Array[] = [];

  constructor(limits: FileOptions) {
    this.#reader = new BodyReader({ kind: "rows", limits, wanted: {} });
    this.#append(OPEN);
  }

  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#addLine(chunk.subarray(from, end));
      from = end + 1;
    }
    this.#pass();
    if (from < chunk.length) this.#cut.push(chunk.slice(from));
  }

  finish(): FileTable {
    this.#lines.finish();
    this.#addLine(new Uint8Array(0));
    this.#append(CLOSE);
    this.#pass();
    const body = this.#body();
    if (body.rows !== this.#starts.length) throw new ValueError("each line must be one JSON object");
    return { ...tableOf(body), format: "ndjson", lineOf: (row) => this.#rowLines.lineOf(row) };
  }

  /** Adds the rest of a line, of which the beginning may be in `#cut`. */
  #addLine(rest: Uint8Array): void {
    const whole = this.#cut.length === 0 ? rest : Buffer.concat([...this.#cut, rest]);
    this.#cut = [];
    this.#line++;
    const line = this.#line === 1 ? withoutMark(whole) : whole;
    if (line.every((byte) => BLANKS.has(byte))) return;
    const row = this.#starts.length;
    if (row > 0) this.#append(COMMA);
    this.#starts.push(this.#length);
    this.#rowLines.add(row, this.#line);
    this.#append(line);
  }

  #append(bytes: Uint8Array): void {
    this.#next.push(bytes);
    this.#length += bytes.length;
  }

  /** Passes the complete lines to the reader, all at once, because it takes them in large pieces. */
  #pass(): void {
    const bytes = Buffer.concat(this.#next);
    this.#next = [];
    this.#reader.push(bytes);
    if (this.#reader.brokenAt !== undefined) throw this.#notJson(this.#reader.brokenAt, bytes);
  }

  #body(): WireBody {
    try {
      return this.#reader.finish();
    } catch (error) {
      if (this.#reader.isCutOff) throw notJson(this.#rowLines.lineOf(this.#starts.length - 1));
      const [, row] = /^features\[(\d+)\]$/.exec((error as ValueError).issues?.[0]?.path ?? "") ?? [];
      if (row === undefined) throw error;
      throw new ValueError(`line ${this.#rowLines.lineOf(Number(row))}: must be a JSON object`);
    }
  }

  /** Returns the error for the line that is not JSON. The list ceases to be JSON at index `at`; `latest` are its latest bytes. */
  #notJson(at: number, latest: Buffer): ValueError {
    const row = this.#starts.findLastIndex((start) => start <= at);
    const start = this.#starts[row]! - (this.#length - latest.length);
    const end = (this.#starts[row + 1] ?? this.#length + 1) - 1 - (this.#length - latest.length);
    // A row that is cut off is only noticed at the beginning of the next one.
    const isPrevious = row > 0 && start >= 0 && isJson(latest.subarray(start, end));
    return notJson(this.#rowLines.lineOf(isPrevious ? row - 1 : row));
  }
}

function withoutMark(line: Uint8Array): Uint8Array {
  const { length } = BYTE_ORDER_MARK;
  return BYTE_ORDER_MARK.equals(line.subarray(0, length)) ? line.subarray(length) : line;
}

function isJson(line: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(line));
    return true;
  } catch {
    return false;
  }
}
