import { DeadlineError, type Deadlines } from "../deadline.ts";
import { bodyBrokeOff, bodyTooLate } from "./body-failures.ts";

/** A body up to this size is read at once: without a stream, and without counting what has come of it. */
export const SMALL_BYTES = 65_536;

/**
 * Returns the length that a small, plain body declares; undefined for one that is large, compressed or sent in chunks,
 * and where there is none: `RequestBody` reads those.
 */
export function smallLength({ headers }: Request, maxBodyBytes: number): number | undefined {
  const declared = headers.get("content-length");
  if (declared === null || headers.has("content-encoding") || headers.has("transfer-encoding"))
    return undefined;
  const length = Number(declared);
  return length > 0 && length <= Math.min(SMALL_BYTES, maxBodyBytes) ? length : undefined;
}

/**
 * Reads the body of a request whose `smallLength` is known. Throws `Failure` as `RequestBody.chunks`: `timeout` when it
 * does not arrive in time, `invalid` when the connection broke off.
 */
export async function readSmallBody(
  request: Request,
  deadlines: Deadlines,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await deadlines.within(request.bytes() as Promise<Uint8Array<ArrayBuffer>>, "the body");
  } catch (error) {
    throw error instanceof DeadlineError ? bodyTooLate(deadlines.milliseconds / 1000) : bodyBrokeOff(error);
  }
}
