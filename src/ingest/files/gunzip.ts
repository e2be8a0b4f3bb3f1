import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ValueError } from "../../learn/core/errors.ts";

/** Yields the decompressed bytes of gzip. Throws `ValueError` if it is damaged or incomplete, and what `stored` throws. */
export async function* gunzip(
  stored: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const bytes = Readable.from(stored);
  const gunzip = createGunzip();
  // Otherwise an error of the source would leave the decompression waiting for ever.
  bytes.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const chunk of bytes.pipe(gunzip)) yield chunk as Uint8Array<ArrayBuffer>;
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw new ValueError("is damaged or incomplete: it begins as gzip, but cannot be decompressed");
  }
}
