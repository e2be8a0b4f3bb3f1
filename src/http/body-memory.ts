import { Failure } from "../errors.ts";

/** Number of bodies of maximum size that fit into memory at the same time. */
const FULL_BODIES = 4;
/** Lower bound of the limit, for a small MAX_BODY_BYTES. */
const MIN_LIMIT = 67_108_864;

/**
 * Counts the bytes of all bodies that are being read or worked on, so that many senders together cannot exhaust the
 * memory, though each stays below the limit of one body.
 */
export class BodyMemory {
  /** Maximum number of bytes. */
  readonly limit: number;
  #bytes = 0;

  constructor(maxBodyBytes: number) {
    this.limit = Math.max(FULL_BODIES * maxBodyBytes, MIN_LIMIT);
  }

  /** Number of bytes that are counted now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts `bytes` more. Throws `Failure` (`unavailable`) if they do not fit. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.limit) {
      throw new Failure(
        "unavailable",
        `the body does not fit into memory beside the ${this.limit} bytes of the other requests; try again later`,
      );
    }
    this.#bytes += bytes;
  }

  /** Counts `bytes` less. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }
}
