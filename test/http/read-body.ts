import type { RequestBody } from "../../src/http/body.ts";

/** Reads a body to its end and returns all of it in one buffer. Throws what its `chunks` throw. */
export async function readBody(body: RequestBody): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(body.chunks()));
}
