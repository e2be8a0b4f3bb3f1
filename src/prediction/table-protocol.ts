import type { WireLimits } from "../ingest/sent-body.ts";
import type { Column, FeatureKind } from "../learn/core/column.ts";
import type { Issue } from "../learn/core/errors.ts";

/** Messages from the main thread to the worker. */
export type TableRequest =
  /** Starts a body. The columns `names` are read from it, as `kinds`. */
  | {
      readonly type: "begin";
      readonly names: readonly string[];
      readonly kinds: readonly FeatureKind[];
      readonly limits: WireLimits;
      readonly expectedBytes: number;
    }
  /** The next bytes of the body. Their buffers are transferred. */
  | { readonly type: "chunks"; readonly chunks: readonly Uint8Array<ArrayBuffer>[] }
  /** Ends the body. */
  | { readonly type: "finish" };

/** Messages from the worker to the main thread. */
export type TableReply =
  /** The worker has read `bytes` more bytes and freed their memory. */
  | { readonly type: "consumed"; readonly bytes: number }
  /** The columns of the body. */
  | { readonly type: "columns"; readonly columns: readonly Column[]; readonly rows: number }
  /** The body is refused. */
  | { readonly type: "rejected"; readonly message: string; readonly issues: readonly Issue[] };
