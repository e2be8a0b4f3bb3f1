import { type CsvError, type InfoRecord, type Parser, parse } from "csv-parse";
import type { Column } from "../../learn/core/column.ts";
import { ValueError } from "../../learn/core/errors.ts";
import { shareColumn } from "../../learn/core/share-column.ts";
import { noColumns, noRows, tooManyColumns, tooManyRows } from "../refusals.ts";
import { typedColumn } from "../row-column.ts";
import type { ByteSource } from "./byte-source.ts";
import { CsvColumn, numbersAmong } from "./csv-column.ts";
import { type Delimiter, detectDelimiter } from "./csv-delimiter.ts";
import { readHeader } from "./csv-header.ts";
import type { FileOptions, FileTable } from "./file-table.ts";
import { RowLines } from "./row-lines.ts";
import { TextLines } from "./text-lines.ts";

/** A row that is longer than this has a quote that is never closed. */
const MAX_ROW_BYTES = 16_777_216;

/**
 * Reads a CSV file with a header. The delimiter is detected, by `head`, the beginning of the file. The kind of a column is decided over
 * all its values: see `CsvColumn`; for text that begins as numbers, the file is read a second time. Blank lines are skipped.
 * Throws `ValueError`, with the number of the line, for rows that do not have as many values as the header, for broken quotes,
 * and above the limits.
 */
export async function readCsv(
  source: ByteSource,
  head: Uint8Array,
  options: FileOptions,
): Promise<FileTable> {
  const delimiter = detectDelimiter(new TextDecoder().decode(head));
  let reading = new CsvReading(delimiter, options);
  await reading.run(source);
  const unread = reading.columns.filter((column) => column.isUnread).map(({ name }) => name);
  if (unread.length > 0) {
    reading = new CsvReading(delimiter, options, new Set(unread));
    await reading.run(source);
  }
  return reading.finish();
}

/** One reading of a CSV file, from its beginning to its end. */
class CsvReading {
  readonly #delimiter: Delimiter;
  readonly #options: FileOptions;
  readonly #areText: ReadonlySet<string>;
  readonly #lines = new RowLines();
  #names: (string | null)[] | undefined;
  /** For each column of the file, where its values go; null for one that is not needed. */
  #targets: (CsvColumn | null)[] = [];
  #rows = 0;

  /** `areText`: columns that an earlier reading has found to be text. */
  constructor(delimiter: Delimiter, options: FileOptions, areText: ReadonlySet<string> = new Set()) {
    this.#delimiter = delimiter;
    this.#options = options;
    this.#areText = areText;
  }

  get columns(): readonly CsvColumn[] {
    return this.#targets.filter((target) => target !== null);
  }

  /** Reads the file. Throws `ValueError`. */
  async run(source: ByteSource): Promise<void> {
    const lines = new TextLines();
    const parser = parse({
      bom: true,
      delimiter: this.#delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_ROW_BYTES,
      on_record: (cells: string[], { lines: line }: InfoRecord) => {
        if (this.#names === undefined) this.#begin(cells);
        else this.#add(cells, line);
        // Nothing is passed on to the stream.
        return null;
      },
    });
    // Every error is also passed to the callback of the write that it occurs in.
    parser.on("error", () => {});
    try {
      for await (const chunk of source.read(this.#options.onRead)) {
        lines.push(chunk);
        await write(parser, chunk);
      }
      lines.finish();
      await end(parser);
    } catch (error) {
      throw this.#explain(error);
    } finally {
      parser.destroy();
    }
  }

  finish(): FileTable {
    const names = (this.#names ?? []).filter((name) => name !== null);
    if (names.length === 0) throw noColumns("features");
    if (this.#rows === 0) throw noRows("features");
    const warnings: string[] = [];
    if (this.#names![0] === null)
      warnings.push(
        "the first column has no name, as row numbers of pandas and R have none, and is left out",
      );
    const columns = new Map<string, Column>();
    for (const target of this.columns) {
      const column = shareColumn(target.finish(this.#rows));
      columns.set(target.name, column);
      if (column.kind === "string") warnings.push(...this.#warningsOf(target.name, column));
    }
    const withCommas = this.columns.filter((column) => column.hasDecimalCommas).map(({ name }) => name);
    const rows = this.#rows;
    return {
      format: "csv",
      rows,
      names,
      column: (name) => typedColumn(name, columns.get(name)!, rows),
      notes: [
        `separated by ${this.#delimiter === "\t" ? "tabs" : `"${this.#delimiter}"`}`,
        ...(withCommas.length > 0 ? [`decimal commas in ${withCommas.join(", ")}`] : []),
      ],
      warnings,
      lineOf: (row) => this.#lines.lineOf(row),
    };
  }

  #add(cells: readonly string[], line: number): void {
    const { length } = this.#targets;
    if (cells.length !== length) {
      throw new ValueError(
        `line ${line}: has ${countOf(cells.length, "value")}, but the header has ${countOf(length, "column")}`,
      );
    }
    const row = this.#rows++;
    const { maxRows } = this.#options;
    if (row >= maxRows) throw tooManyRows("features", this.#rows, maxRows);
    for (let i = 0; i < length; i++) this.#targets[i]?.add(row, cells[i]!);
    this.#lines.add(row, line);
  }

  #begin(cells: readonly string[]): void {
    const { isWanted, maxColumns } = this.#options;
    const names = readHeader(cells);
    this.#names = names;
    const wanted = names.filter((name) => name !== null && isWanted(name));
    if (wanted.length > maxColumns) throw tooManyColumns("features", wanted.length, maxColumns);
    // In a file separated by commas, a number with a decimal comma would have to be in quotes, as nobody writes it.
    const mayHaveCommas = this.#delimiter !== ",";
    this.#targets = names.map((name) =>
      name === null || !isWanted(name) ? null : new CsvColumn(name, this.#areText.has(name), mayHaveCommas),
    );
  }

  #warningsOf(name: string, column: Extract<Column, { kind: "string" }>): string[] {
    const found = numbersAmong(column);
    if (found === undefined || found.numbers <= found.others) return [];
    const { numbers, others, row } = found;
    const text = JSON.stringify(found.text.length > 40 ? `${found.text.slice(0, 39)}…` : found.text);
    return [
      `column ${JSON.stringify(name)} is taken as text, because line ${this.#lines.lineOf(row)} has ${text}; ${numbers} of its ${numbers + others} values are numbers: if it is a column of numbers, leave missing values empty or write NA`,
    ];
  }

  /** Returns an error of the parser as one that names the line and says what is wrong. */
  #explain(error: unknown): unknown {
    const { code } = error as Partial<CsvError>;
    const next =
      this.#rows === 0 ? (this.#names === undefined ? 1 : 2) : this.#lines.lineOf(this.#rows - 1) + 1;
    if (code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE")
      return new ValueError(`the row that begins on line ${next}: has a quote that is never closed`);
    if (code === "INVALID_OPENING_QUOTE") {
      return new ValueError(
        `line ${next}: has a quote within a value; put the whole value in quotes, and double the quotes in it`,
      );
    }
    if (code === "CSV_INVALID_CLOSING_QUOTE")
      return new ValueError(
        `line ${next}: has text after a quoted value; double the quotes within a quoted value`,
      );
    return error;
  }
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Resolves when the parser has taken the bytes. Rejects with what is wrong with them. */
function write(parser: Parser, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

/** Resolves when the parser has read the last row. Rejects with what is wrong with it. */
function end(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once("finish", resolve);
    parser.once("error", reject);
    parser.end();
  });
}
