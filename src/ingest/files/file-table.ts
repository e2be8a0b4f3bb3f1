import type { RowColumn } from "../row-column.ts";

/** What was read from a file of rows. */
export interface FileTable {
  readonly format: "csv" | "json" | "ndjson";
  readonly rows: number;
  /** The names of all columns, in their order. */
  readonly names: readonly string[];
  /** Returns the column `name`, one of the `names` that were asked for. */
  column(name: string): RowColumn;
  /** For the body of a training: its labels and its parameters, which are not among the columns. */
  readonly body?: {
    readonly labels: readonly RowColumn[];
    /** The JSON text of `parameters`; undefined if absent. */
    readonly parametersText: string | undefined;
  };
  /** How the file was understood, for people: `separated by ";"`. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** Returns the number of the line, from 1, on which a row begins; undefined if rows are not lines. */
  lineOf(row: number): number | undefined;
}

/** How to read a file of rows. */
export interface FileOptions {
  /** Whether a column is needed, by its name. Others need not be read. */
  readonly isWanted: (name: string) => boolean;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Called with the number of bytes read so far, as stored; from 0 again when the file is read a second time. */
  readonly onRead?: (bytes: number) => void;
}
