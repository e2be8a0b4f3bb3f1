import { Failure } from "../errors.ts";
import type { Column, ColumnKind } from "../learn/column.ts";
import { type Issue, ValueError } from "../learn/errors.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import { Table } from "../learn/table.ts";
import { readBody, type WireLimits } from "../wire.ts";
import { TABLE_WORKER_URL } from "../worker-url.ts";

/** Main thread → worker: read this body, whose bytes are handed over. */
export interface TableOrder {
  readonly body: ArrayBuffer;
  readonly names: readonly string[];
  readonly kinds: readonly ColumnKind[];
  readonly limits: WireLimits;
}

/** Worker → main thread: the columns, or what is wrong with the body. */
export type TableAnswer =
  | { readonly columns: readonly Column[]; readonly rows: number }
  | { readonly message: string; readonly issues: readonly Issue[] };

/** A body of this size is read within some hundredths of a second; a larger one would keep others waiting. */
export const LARGE_BYTES = 4_194_304;

/**
 * Returns the features in a body, as the columns that a pipeline learnt; a large body is read by a thread of its own, its
 * bytes gone afterwards, so that the parsed text is nobody's burden but the thread's, which ends.
 * Throws `Failure` (`invalid`) for what `readBody` and `packRows` refuse, and when `signal` says that the caller went
 * away.
 */
export async function readTable(
  body: Uint8Array<ArrayBuffer>,
  schema: PipelineSchema,
  limits: WireLimits,
  signal?: AbortSignal,
): Promise<Table> {
  if (body.length <= LARGE_BYTES) return readTableHere(body, schema, limits);
  const { featureNames: names, featureKinds: kinds } = schema;
  try {
    return await readInThread({ body: body.buffer, names, kinds, limits }, signal);
  } catch (error) {
    throw asInvalid(error);
  }
}

/** As `readTable`, in this thread and at once. */
export function readTableHere(
  body: Uint8Array,
  { featureNames, featureKinds }: PipelineSchema,
  limits: WireLimits,
): Table {
  try {
    const options = { kinds: featureKinds };
    return readBody(body, "prediction", limits).table("features", featureNames, options);
  } catch (error) {
    throw asInvalid(error);
  }
}

function asInvalid(error: unknown): unknown {
  return error instanceof ValueError ? new Failure("invalid", error.message, error.issues) : error;
}

async function readInThread(order: TableOrder, signal?: AbortSignal): Promise<Table> {
  const worker = new Worker(TABLE_WORKER_URL);
  const { promise, resolve, reject } = Promise.withResolvers<TableAnswer>();
  const leave = () => reject(new Failure("invalid", "the caller went away"));
  worker.onmessage = ({ data }: MessageEvent<TableAnswer>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`the thread that read a body failed: ${event.message}`));
  };
  worker.addEventListener("close", () => reject(new Error("the thread that read a body ended")));
  signal?.addEventListener("abort", leave);
  try {
    if (signal?.aborted) leave();
    else worker.postMessage(order, [order.body]);
    const answer = await promise;
    if ("message" in answer) throw new ValueError(answer.message, answer.issues);
    return Table.fromColumns(order.names, answer.columns, answer.rows);
  } finally {
    signal?.removeEventListener("abort", leave);
    worker.terminate();
  }
}
