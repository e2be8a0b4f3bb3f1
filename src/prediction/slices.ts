import { nextTurn } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { RowError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import { clientDisconnected } from "./failures.ts";

/** Target duration of a slice: other requests wait this long. */
const SLICE_MS = 20;
/** Number of rows of the first slice. */
const FIRST_ROWS = 256;
/** Maximum number of rows of a slice. */
const MAX_ROWS = 16_384;

/** The limits of the work. */
export interface SliceLimits {
  /** Aborted when the client closes its connection. */
  readonly signal?: AbortSignal | undefined;
  /** Maximum duration of the work; default: no limit. */
  readonly timeoutSeconds?: number | undefined;
  /** Number of rows of the first slice; default: `FIRST_ROWS`. */
  readonly firstRows?: number | undefined;
}

/**
 * Calls `work` with the rows of `table` in slices, in order; `first` is the index in `table` of the first row of the slice.
 * The event loop runs between slices. The number of rows per slice adapts to a target duration: a tree takes a
 * microsecond per row, a support vector machine a thousand times as long. The prediction of a row must not depend on
 * its slice.
 * Throws `Failure`: `invalid` when the client has closed its connection, `unavailable` when the work has taken too long;
 * and whatever `work` throws, with the row of a `RowError` counted from the first row of `table`.
 */
export async function inSlices(
  table: Table,
  { signal, timeoutSeconds = Number.POSITIVE_INFINITY, firstRows = FIRST_ROWS }: SliceLimits,
  work: (rows: Table, first: number) => void,
): Promise<void> {
  const until = performance.now() + timeoutSeconds * 1000;
  let size = firstRows;
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
    else if (milliseconds < SLICE_MS / 2) size = Math.min(MAX_ROWS, size * 2);
    await nextTurn();
    if (signal?.aborted) throw clientDisconnected();
    if (performance.now() > until) {
      throw new Failure(
        "unavailable",
        `the prediction took longer than ${timeoutSeconds} s (PREDICT_TIMEOUT_SECONDS), ${first} of ${table.rows} rows done; send fewer rows at once`,
      );
    }
  }
}
