import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Failure } from "../errors.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** Size of a decompressed chunk in bytes. */
const CHUNK_BYTES = 131_072;

/**
 * Decompresses `chunks` while they arrive. The consumer owns each chunk that is yielded and its buffer. zlib works in
 * another thread and stops when a few chunks wait for the consumer, however well the data compresses.
 * Throws `Failure` (`invalid`) if the data is not gzip or ends early, and whatever `chunks` throws.
 */
export async function* gunzip(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = pipeline(Readable.from(chunks, { highWaterMark: 1 }), stream);
  // The stream reports the same error.
  feeding.catch(() => {});
  try {
    // Chunks are copied, because the stream reuses their memory.
    for await (const chunk of stream) yield Uint8Array.from(chunk as Uint8Array);
    await feeding;
  } catch (error) {
    throw isZlibError(error)
      ? new Failure("invalid", "the body is not gzip, as its Content-Encoding says, or ends early", [], {
          cause: error,
        })
      : error;
  } finally {
    stream.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}
