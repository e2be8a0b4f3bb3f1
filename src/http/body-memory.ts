import { Failure } from "../errors.ts";

/** Bodies of full size that may be in memory at once. */
const FULL_BODIES = 4;
/** However small a body must be, there is room for many. */
const LEAST_BYTES = 67_108_864;

/**
 * Counts the bytes of all bodies that are being read or worked on: many senders, each below the limit of one body,
 * must not fill the memory together.
 */
export class BodyMemory {
  readonly limit: number;
  #bytes = 0;

  constructor(maxBodyBytes: number) {
    this.limit = Math.max(FULL_BODIES * maxBodyBytes, LEAST_BYTES);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws `Failure` (`unavailable`) when there is no room for `bytes` more. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.limit) {
      throw new Failure(
        "unavailable",
        `the bodies of other requests take up the ${this.limit} bytes that there are for all of them; try again later`,
      );
    }
    this.#bytes += bytes;
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
  }
}
