/** What is known about a part of a body before it is read. */
export interface PartOptions {
  /** The columns that are kept; undefined keeps all. */
  readonly wanted: readonly string[] | undefined;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** The number of rows, where another part tells it; otherwise 0. */
  readonly likelyRows: number;
  /** The length that the sender gave for the body, in bytes; 0 where there is none. */
  readonly expectedBytes: number;
  /** Returns the number of bytes in the body before a position of the scanner. */
  readonly bytesUpTo: (at: number) => number;
}

/** Reads a part of a body, a list of rows or an object of lists, into columns. */
export interface ListReader {
  /** The number of rows so far. */
  readonly rows: number;
  /** The position to continue from after `read` returned `STUCK`. */
  readonly at: number;
  /** Reads on from `at`, a position inside the outer brackets; returns the position after the closing one, or `STUCK`. */
  read(at: number): number;
  /** Estimates how many rows there will be in all; 0 where that is not possible yet. */
  expectedRows(): number;
}
