import type { WireLimits } from "../ingest/plain-reader.ts";
import type { Column, ColumnKind } from "../learn/core/column.ts";
import type { Issue } from "../learn/core/errors.ts";

/** Main thread → worker. */
export type TableOrder =
  /** A body begins, of which these columns are wanted. */
  | {
      readonly type: "begin";
      readonly names: readonly string[];
      readonly kinds: readonly ColumnKind[];
      readonly limits: WireLimits;
      readonly expectedBytes: number;
    }
  /** The next bytes. Their buffers are handed over, not copied. */
  | { readonly type: "chunks"; readonly chunks: readonly Uint8Array<ArrayBuffer>[] }
  /** The body is complete. */
  | { readonly type: "finish" };

/** Worker → main thread. */
export type TableAnswer =
  /** So many bytes of the body were read, and their memory is free. */
  | { readonly type: "consumed"; readonly bytes: number }
  | { readonly type: "columns"; readonly columns: readonly Column[]; readonly rows: number }
  /** What is wrong with the body. */
  | { readonly type: "rejected"; readonly message: string; readonly issues: readonly Issue[] };
