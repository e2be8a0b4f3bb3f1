/** Rows that must have been read before the others are estimated. */
const LEAST_ROWS = 1024;
/** Rows are estimated a little too high rather than too low. */
const MARGIN = 1.02;
/** Bytes of the shortest value in a row, with its key. */
const LEAST_VALUE_BYTES = 5;

/** How much of a list of rows has been read. */
export interface Progress {
  /** Rows so far. */
  readonly rows: number;
  /** Columns so far that are kept. */
  readonly columns: number;
  /** Bytes of the body so far. */
  readonly bytes: number;
}

/**
 * Estimates the number of rows in a body of `expectedBytes` from the length of those read so far; at most `maxRows`. Returns
 * 0 where an estimate would be too uncertain.
 */
export function estimateRows(
  { rows, columns, bytes }: Progress,
  expectedBytes: number,
  maxRows: number,
): number {
  if (rows < LEAST_ROWS) return 0;
  const estimate = Math.min(maxRows, Math.ceil((MARGIN * rows * expectedBytes) / bytes));
  // Where most rows have few of the columns, room for all rows in every column would be far more than is needed.
  return estimate * columns > expectedBytes / LEAST_VALUE_BYTES ? 0 : estimate;
}
