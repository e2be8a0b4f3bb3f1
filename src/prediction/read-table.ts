import { BodyReader } from "../ingest/body-reader.ts";
import { readBody, type WireLimits } from "../ingest/plain-reader.ts";
import type { ReceivedBody } from "../ingest/received-body.ts";
import type { Table } from "../learn/core/table.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import { callerWentAway, throwAsFailure } from "./failures.ts";
import { TableThreads } from "./table-thread.ts";

/** Up to this size a body is read by `JSON.parse`, which takes no preparation. */
const TINY_BYTES = 65_536;
/** A body above this is read by a thread while it arrives. */
export const LARGE_BYTES = 4_194_304;
/** So much is read between two turns of the event loop: a millisecond's worth or two. */
const TURN_BYTES = 524_288;

/** Read what is large. */
const THREADS = new TableThreads();

/**
 * Returns the features in a body, as the columns that a pipeline learnt: at once for a small body, by `JSON.parse`; with
 * turns of the event loop in between for a larger one; and by a thread, as it comes, where not all of it has arrived.
 * The chunks are gone afterwards.
 * Throws, or rejects with, `Failure` (`invalid`) for what `readBody` and `packColumns` refuse, and when `signal` says that
 * the caller went away; and what the rest of the body throws.
 */
export function readTable(
  body: ReceivedBody,
  schema: PipelineSchema,
  limits: WireLimits,
  signal?: AbortSignal,
): Table | Promise<Table> {
  try {
    if (body.rest !== undefined) return THREADS.read(body, schema, limits, signal).catch(throwAsFailure);
    if (body.expectedBytes > TINY_BYTES)
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
    if (bytes < TURN_BYTES) continue;
    bytes = 0;
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) throw callerWentAway();
  }
  return reader.finish().table("features", featureNames, { kinds: featureKinds });
}
