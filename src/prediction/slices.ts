import { Failure } from "../errors.ts";
import { RowError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import { callerWentAway } from "./failures.ts";

/** For about this long other requests may have to wait. */
const SLICE_MS = 20;
const FIRST_ROWS = 256;
const MOST_ROWS = 16_384;

/** What ends the work before its end. */
export interface SliceLimits {
  /** Aborted when the caller went away. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/**
 * Hands the rows of `table` to `work` a slice at a time, each beginning at row `first`, and lets the event loop
 * run in between. Slices grow and shrink towards a fixed time: a tree takes a microsecond a row, a support vector
 * machine a thousand times as long. Predictions of a row do not depend on its slice.
 * Throws `Failure`: `invalid` once the caller went away, `unavailable` once it took too long; and whatever `work` throws: a
 * `RowError` by the row's place in `table`.
 */
export async function inSlices(
  table: Table,
  { signal, timeoutSeconds = Number.POSITIVE_INFINITY }: SliceLimits,
  work: (rows: Table, first: number) => void,
): Promise<void> {
  const until = performance.now() + timeoutSeconds * 1000;
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
    if (signal?.aborted) throw callerWentAway();
    if (performance.now() > until) {
      throw new Failure(
        "unavailable",
        `the prediction took longer than ${timeoutSeconds} s (PREDICT_TIMEOUT_SECONDS), ${first} of ${table.rows} rows done; send fewer rows at once`,
      );
    }
  }
}
