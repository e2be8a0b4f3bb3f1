import { Failure } from "../errors.ts";
import { RowError } from "../learn/errors.ts";
import type { Table } from "../learn/table.ts";

/** For about this long other requests may have to wait. */
const SLICE_MS = 20;
const FIRST_ROWS = 256;
const MOST_ROWS = 16_384;

/**
 * Hands the rows of `table` to `work` a slice at a time, each beginning at row `first`, and lets the event loop
 * run in between. Slices grow and shrink towards a fixed time: a tree takes a microsecond a row, a support vector
 * machine a thousand times as long. Predictions of a row do not depend on its slice.
 * Throws `Failure` (`invalid`) once `signal` is aborted, and whatever `work` throws: a `RowError` by the row's place in
 * `table`.
 */
export async function inSlices(
  table: Table,
  signal: AbortSignal | undefined,
  work: (rows: Table, first: number) => void,
): Promise<void> {
  let size = FIRST_ROWS;
  for (let first = 0; first < table.rows; ) {
    const started = performance.now();
    const end = Math.min(table.rows, first + size);
    try {
      work(table.sliceRows(first, end), first);
    } catch (error) {
      throw error instanceof RowError ? error.shifted(first) : error;
    }
    first = end;
    if (first === table.rows) return;
    const milliseconds = performance.now() - started;
    if (milliseconds > SLICE_MS) size = Math.max(1, size >> 1);
    else if (milliseconds < SLICE_MS / 2) size = Math.min(MOST_ROWS, size * 2);
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) throw new Failure("invalid", "the caller went away");
  }
}
