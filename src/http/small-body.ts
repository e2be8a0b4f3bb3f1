import { DeadlineError, type Deadlines } from "../deadline.ts";
import { bodyCutOff, bodyTooLate } from "./body-failures.ts";

/** A body of at most this many bytes is read in one call, without a stream. */
const SMALL_BYTES = 65_536;

/**
 * Returns the Content-Length of a small body. Returns undefined if the body is large, compressed, chunked or absent:
 * `RequestBody` reads those.
 */
export function smallBodyLength({ headers }: Request, maxBodyBytes: number): number | undefined {
  const declared = headers.get("content-length");
  if (declared === null || headers.has("content-encoding") || headers.has("transfer-encoding"))
    return undefined;
  const length = Number(declared);
  return length > 0 && length <= Math.min(SMALL_BYTES, maxBodyBytes) ? length : undefined;
}

/**
 * Reads a body that has a `smallBodyLength`. Throws `Failure`: `timeout` if it does not arrive in time, `invalid` if the
 * connection is lost.
 */
export async function readSmallBody(
  request: Request,
  deadlines: Deadlines,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await deadlines.within(request.bytes() as Promise<Uint8Array<ArrayBuffer>>, "the body");
  } catch (error) {
    throw error instanceof DeadlineError ? bodyTooLate(deadlines.milliseconds / 1000) : bodyCutOff(error);
  }
}
