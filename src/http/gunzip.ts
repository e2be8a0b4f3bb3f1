import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { Failure } from "../errors.ts";

type Chunk = Uint8Array<ArrayBuffer>;

/** What is decompressed at once: no more is made before it is asked for. */
const CHUNK_BYTES = 131_072;

/**
 * Yields what the gzip in `chunks` holds, in buffers of their own, while it arrives. Another thread decompresses; however
 * much a few bytes stand for, some chunks at most wait to be taken. Throws `Failure` (`invalid`) for what is not gzip or
 * ends early, and what `chunks` throws.
 */
export async function* gunzip(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = pipeline(Readable.from(chunks, { highWaterMark: 1 }), stream);
  // Its error comes out of the stream as well.
  feeding.catch(() => {});
  try {
    // The stream's buffers are pieces of one that it goes on to use.
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
