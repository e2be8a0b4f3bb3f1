/** What is known about a part of a body before it is read. */
export interface PartOptions {
  /** The columns that are kept; undefined keeps all. */
  readonly wanted: readonly string[] | undefined;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** The number of rows of the other part of the body; 0 if that has not been read. */
  readonly likelyRows: number;
  /** Declared length of the body in bytes; 0 if unknown. */
  readonly expectedBytes: number;
  /** Returns the number of bytes of the body before a position of the scanner. */
  readonly bytesUpTo: (at: number) => number;
}

/** Reads a part of a body, a list of rows or an object of lists, into columns. */
export interface ListReader {
  /** The number of rows so far. */
  readonly rows: number;
  /** The position to continue from after `read` returned `STUCK`. */
  readonly at: number;
  /** Continues at `at`, a position inside the outer brackets. Returns the position after the closing bracket, or `STUCK`. */
  read(at: number): number;
  /** Returns an estimate of the total number of rows; 0 if that is not possible yet. */
  expectedRows(): number;
}
