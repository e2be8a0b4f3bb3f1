import { nextTurn } from "../deadline.ts";
import { BodyReader } from "../ingest/body-reader.ts";
import { readBody } from "../ingest/plain-reader.ts";
import { BYTES_PER_TURN, type ReceivedBody } from "../ingest/received-body.ts";
import type { WireLimits } from "../ingest/sent-body.ts";
import type { Table } from "../learn/core/table.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import { clientDisconnected, throwAsFailure } from "./failures.ts";
import { TableThreads } from "./table-thread.ts";

/** A body of at most this many bytes is read by `JSON.parse`, which is the fastest for a few rows. */
const SMALL_BYTES = 65_536;
/** A body of more than this many bytes is read by a worker thread while it arrives. */
export const LARGE_BYTES = 4_194_304;

/** The worker threads of this process that read large bodies. */
const THREADS = new TableThreads();

/**
 * Returns the features in `body` as the columns of `schema`. A small body is read synchronously, a larger one in turns of the
 * event loop, and one that has not arrived completely by a worker thread. The chunks must not be used afterwards.
 * Throws, or rejects with, `Failure` (`invalid`) for whatever `readBody` and `packColumns` refuse and when `signal` is
 * aborted, which means that the client has closed its connection; and whatever the rest of the body throws.
 */
export function readTable(
  body: ReceivedBody,
  schema: PipelineSchema,
  limits: WireLimits,
  signal?: AbortSignal,
): Table | Promise<Table> {
  try {
    if (body.rest !== undefined) return THREADS.read(body, schema, limits, signal).catch(throwAsFailure);
    if (body.expectedBytes > SMALL_BYTES)
      return readInTurns(body, schema, limits, signal).catch(throwAsFailure);
    return readAtOnce(body, schema, limits);
  } catch (error) {
    return throwAsFailure(error);
  }
}

function readAtOnce({ chunks }: ReceivedBody, schema: PipelineSchema, limits: WireLimits): Table {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  const options = { kinds: schema.featureKinds };
  return readBody(bytes, "prediction", limits).table("features", schema.featureNames, options);
}

async function readInTurns(
  { chunks, expectedBytes }: ReceivedBody,
  { featureNames, featureKinds }: PipelineSchema,
  limits: WireLimits,
  signal: AbortSignal | undefined,
): Promise<Table> {
  const wanted = { features: featureNames };
  const reader = new BodyReader({ kind: "prediction", limits, wanted, expectedBytes });
  let bytes = 0;
  for (const chunk of chunks) {
    reader.push(chunk);
    bytes += chunk.length;
    if (bytes < BYTES_PER_TURN) continue;
    bytes = 0;
    await nextTurn();
    if (signal?.aborted) throw clientDisconnected();
  }
  return reader.finish().table("features", featureNames, { kinds: featureKinds });
}
