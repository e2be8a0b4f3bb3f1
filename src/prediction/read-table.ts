import { Failure } from "../errors.ts";
import { BodyReader } from "../ingest/body-reader.ts";
import type { ReceivedBody } from "../ingest/received-body.ts";
import { ValueError } from "../learn/errors.ts";
import type { PipelineSchema } from "../learn/pipeline.ts";
import type { Table } from "../learn/table.ts";
import { readBody, type WireLimits } from "../wire.ts";
import { TableThread } from "./table-thread.ts";

/** Up to this size a body is read by `JSON.parse`, which takes no preparation. */
const TINY_BYTES = 65_536;
/** A body above this is read by a thread while it arrives. */
export const LARGE_BYTES = 4_194_304;
/** So much is read between two turns of the event loop: a millisecond's worth or two. */
const TURN_BYTES = 524_288;

/**
 * Returns the features in a body, as the columns that a pipeline learnt. What has not arrived of it is read by a thread
 * as it comes. The chunks are gone afterwards.
 * Throws `Failure` (`invalid`) for what `readBody` and `packColumns` refuse, and when `signal` says that the caller went
 * away; and what the rest of the body throws.
 */
export async function readTable(
  body: ReceivedBody,
  schema: PipelineSchema,
  limits: WireLimits,
  signal?: AbortSignal,
): Promise<Table> {
  try {
    if (body.rest !== undefined) return await readInThread(body, schema, limits, signal);
    if (body.expectedBytes > TINY_BYTES) return await readInTurns(body, schema, limits, signal);
    return readAtOnce(Buffer.concat(body.chunks), schema, limits);
  } catch (error) {
    if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
    throw error;
  }
}

function readAtOnce(bytes: Uint8Array, schema: PipelineSchema, limits: WireLimits): Table {
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
    if (signal?.aborted) throw new Failure("invalid", "the caller went away");
  }
  return reader.finish().table("features", featureNames, { kinds: featureKinds });
}

async function readInThread(
  body: ReceivedBody,
  schema: PipelineSchema,
  limits: WireLimits,
  signal: AbortSignal | undefined,
): Promise<Table> {
  const thread = new TableThread();
  try {
    return await thread.read(body, schema, limits, signal);
  } finally {
    thread.end();
  }
}
