/**
 * SQL for the version of a row: the transaction that wrote it (`xmin`) and its place (`ctid`). It changes whenever the row is
 * written.
 */
export const ROW_TAG = "xmin::text || ':' || ctid::text";

/** The option for statements of every prediction. A session behind a pooler ignores it. */
export const PREPARED = { prepare: true };
