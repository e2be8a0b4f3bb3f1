/** Minimum number of rows from which an estimate is made. */
const MIN_ROWS = 1024;
/** Factor by which the estimate is increased: too high is better than too low. */
const MARGIN = 1.02;
/** Length in bytes of the shortest value of a row, with its key. */
const MIN_VALUE_BYTES = 5;

/** How much of a list of rows has been read. */
export interface Progress {
  /** Number of rows so far. */
  readonly rows: number;
  /** Number of columns so far whose values are kept. */
  readonly columns: number;
  /** Number of bytes of the body so far. */
  readonly bytes: number;
}

/**
 * Returns an estimate of the number of rows in a body of `expectedBytes`, from the average length of the rows so far; at most
 * `maxRows`. Returns 0 if the estimate would be too uncertain.
 */
export function estimateRows(
  { rows, columns, bytes }: Progress,
  expectedBytes: number,
  maxRows: number,
): number {
  if (rows < MIN_ROWS) return 0;
  const estimate = Math.min(maxRows, Math.ceil((MARGIN * rows * expectedBytes) / bytes));
  // If most rows have only a few of the columns, columns with room for all rows would take far too much memory.
  return estimate * columns > expectedBytes / MIN_VALUE_BYTES ? 0 : estimate;
}
